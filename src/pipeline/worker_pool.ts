/**
 * A pool of module workers that answer one task at a time.
 *
 * A worker posts `"ready"` once it is set up, then one reply for each task it is sent.
 *
 * @module
 */

/** The worker that had a task stopped before it answered. The task may be tried again; the pool goes on. */
export class WorkerDied extends Error {
  override readonly name = "WorkerDied";
}

interface Job<Task, Reply> {
  readonly task: Task;
  readonly resolve: (reply: Reply) => void;
  readonly reject: (reason: Error) => void;
}

interface Member<Task, Reply> {
  readonly worker: Worker;
  ready: boolean;
  job: Job<Task, Reply> | null;
}

/** Runs tasks in at most `size` workers, started when there is something to do. */
export class WorkerPool<Task, Reply> implements Disposable {
  readonly #url: URL;
  readonly #size: number;
  readonly #setup: unknown;
  readonly #members = new Set<Member<Task, Reply>>();
  readonly #queue: Job<Task, Reply>[] = [];
  #failure: Error | null = null;

  /**
   * @param url the workers' module.
   * @param setup the first message that each worker is sent.
   */
  constructor(url: URL, size: number, setup: unknown) {
    this.#url = url;
    this.#size = size;
    this.#setup = setup;
  }

  /**
   * Has a worker do a task.
   *
   * @throws {WorkerDied} if the worker stopped over it.
   * @throws {Error} if the workers cannot start at all.
   */
  run(task: Task): Promise<Reply> {
    return new Promise((resolve, reject) => {
      if (this.#failure !== null) return reject(this.#failure);
      this.#queue.push({ task, resolve, reject });
      this.#next();
    });
  }

  /** Stops the workers; what they were doing is never answered. */
  [Symbol.dispose](): void {
    for (const { worker } of this.#members) worker.terminate();
    this.#members.clear();
    this.#queue.length = 0;
  }

  #next(): void {
    let starting = 0;
    for (const member of this.#members) {
      if (!member.ready) starting++;
      else if (member.job === null && this.#queue.length > 0) {
        member.job = this.#queue.shift()!;
        member.worker.postMessage(member.job.task);
      }
    }
    while (starting < this.#queue.length && this.#members.size < this.#size) {
      this.#start();
      starting++;
    }
  }

  #start(): void {
    const worker = new Worker(this.#url, { type: "module" });
    const member: Member<Task, Reply> = { worker, ready: false, job: null };
    worker.onmessage = ({ data }) => {
      if (member.ready) {
        const job = member.job!;
        member.job = null;
        job.resolve(data);
      } else {
        // Only now is it sent tasks: the error of one could overtake the message that it is ready.
        member.ready = true;
      }
      this.#next();
    };
    worker.onerror = (event) => {
      event.preventDefault();
      this.#bury(member, event.message);
    };
    worker.postMessage(this.#setup);
    this.#members.add(member);
  }

  #bury(member: Member<Task, Reply>, message: string): void {
    member.worker.terminate();
    if (!this.#members.delete(member)) return;
    if (!member.ready) {
      // One that cannot start will not start next time either.
      this.#failure = new Error(`Cannot start a worker: ${message}`);
      for (const job of this.#queue.splice(0)) job.reject(this.#failure);
      return;
    }
    member.job?.reject(new WorkerDied(message));
    this.#next();
  }
}
