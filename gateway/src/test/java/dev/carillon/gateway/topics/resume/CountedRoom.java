package dev.carillon.gateway.topics.resume;

import dev.carillon.gateway.ws.message.Backlog;

/** Room that is counted. */
final class CountedRoom implements Backlog.Room {
  int free = 1 << 20;

  @Override
  public boolean take(int bytes) {
    boolean fits = bytes <= free;
    free -= fits ? bytes : 0;
    return fits;
  }

  @Override
  public void give(int bytes) {
    free += bytes;
  }
}
