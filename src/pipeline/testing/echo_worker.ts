/** A worker for tests of the pool: answers what it is sent, and stops where it is told to. */
const scope = self as unknown as {
  onmessage: ((event: MessageEvent<string>) => void) | null;
  postMessage(message: unknown): void;
};

scope.onmessage = ({ data: setup }) => {
  scope.onmessage = ({ data }) => {
    // Out of the handler, as an error in a decoder's own callback would be.
    if (data === "die") {
      queueMicrotask(() => {
        throw new Error("told to");
      });
    } else scope.postMessage(`${setup} ${data}`);
  };
  scope.postMessage("ready");
};
