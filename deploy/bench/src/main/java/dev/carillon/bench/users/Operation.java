package dev.carillon.bench.users;

import java.util.List;

/** What clients ask for, and how one knows afterwards that it was done. */
enum Operation {
  GET,
  LIST,
  CREATE,
  /** The same with an {@code Idempotency-Key} each. */
  KEYED,
  DEACTIVATE,
  /** Authenticated, and nothing else. */
  EMPTY;

  /** The requests of a round; {@code mark} is in every address that it creates. */
  Requests requests(String mark, List<Seed.Row> rows) {
    return switch (this) {
      case GET -> Requests.get(Arena.KEY, rows);
      case LIST -> Requests.list(Arena.KEY, rows);
      case CREATE -> Requests.create(Arena.KEY, mark, false, false);
      case KEYED -> Requests.create(Arena.KEY, mark, true, false);
      case DEACTIVATE -> Requests.deactivate(Arena.KEY, rows);
      case EMPTY -> Requests.empty(Arena.KEY);
    };
  }

  boolean creates() {
    return this == CREATE || this == KEYED;
  }

  /** Whether every answer has its rows. */
  boolean isDone(Seed seed, String mark, Load.Result result, int users) {
    return switch (this) {
      case GET, LIST, EMPTY -> true;
      case CREATE, KEYED -> seed.created(mark) == result.right();
      case DEACTIVATE -> seed.inactive() == Math.min(result.right(), users);
    };
  }
}
