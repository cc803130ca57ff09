package dev.carillon.gateway.presence;

import java.util.concurrent.Executor;

/** One client that asks who is on a topic. */
final class Watcher {
  private final Executor loop;
  private final PresenceSink sink;

  /** It knows nothing that a step could follow. */
  private volatile boolean needsAll = true;

  /** It has missed one: steps are nothing to it until it has all. Belongs to its loop. */
  private boolean missed;

  private volatile boolean gone;

  Watcher(Executor loop, PresenceSink sink) {
    this.loop = loop;
    this.sink = sink;
  }

  boolean needsAll() {
    return needsAll;
  }

  void gone() {
    gone = true;
  }

  /** Tells it, unless it reads too slowly: then it needs all, and {@code behind} runs. */
  void tell(String type, String frame, Runnable behind) {
    if (type.equals(Everyone.ALL)) {
      needsAll = false;
    }
    loop.execute(
        () -> {
          if (gone || (missed && !type.equals(Everyone.ALL))) {
            return;
          }
          missed = !sink.keepsUp();
          if (missed) {
            needsAll = true;
            behind.run();
          } else {
            sink.tell(type, frame);
          }
        });
  }
}
