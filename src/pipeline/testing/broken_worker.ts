/** A worker for tests of the pool: cannot start. */
throw new Error("no start");
