// A throw inside an RxJS observer is reported asynchronously and the stream goes on. `guarded` keeps it instead,
// so that the record can fail the turn in which it happened.

export class Guard {
  #failure: { readonly observer: string; readonly error: unknown } | undefined;

  /** Wraps an observer of the record's events. After the first throw the others see no more of this turn. */
  guarded<T>(observer: string, observe: (value: T) => void): (value: T) => void {
    return (value) => {
      if (this.#failure) return;
      try {
        observe(value);
      } catch (error) {
        this.#failure = { observer, error };
      }
    };
  }

  /** The throw since the last call, if any. */
  take(): { readonly observer: string; readonly error: unknown } | undefined {
    const failure = this.#failure;
    this.#failure = undefined;
    return failure;
  }
}
