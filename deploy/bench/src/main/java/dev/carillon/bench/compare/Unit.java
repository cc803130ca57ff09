package dev.carillon.bench.compare;

import java.util.List;
import java.util.Locale;

/** A unit of work, and how its requests are written. */
enum Unit {
  /** One user by id. */
  GET,
  /** The first fifty users. */
  LIST,
  /** A new user. */
  CREATE,
  /** The same with a key. */
  CREATE_KEYED,
  /** A mail, from its request to its delivery. */
  MAIL,
  /** The same with a key. */
  MAIL_KEYED;

  /** The name in a table. */
  String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  boolean makesUsers() {
    return this == CREATE || this == CREATE_KEYED;
  }

  boolean sendsMail() {
    return this == MAIL || this == MAIL_KEYED;
  }

  /**
   * A request.
   *
   * @param mark of the round, which no other round has
   * @param number of the request in it
   * @param ids of users that are there
   */
  Ask ask(String mark, long number, List<String> ids) {
    String one = mark + number;
    String key = this == CREATE_KEYED || this == MAIL_KEYED ? one : "";
    return switch (this) {
      case GET -> Ask.get("/v1/users/" + ids.get((int) (number * 7919 % ids.size())));
      case LIST -> Ask.get("/v1/users?limit=50");
      case CREATE, CREATE_KEYED -> Ask.post("/v1/users", user(one), key, 201);
      case MAIL, MAIL_KEYED -> Ask.post("/v1/emails", mail(one), key, 202);
    };
  }

  private static String user(String one) {
    return "{\"email\":\"%s@compare.example\",\"name\":\"User %s\",\"welcome\":false}"
        .formatted(one, one);
  }

  private static String mail(String one) {
    return "{\"to\":{\"email\":\"%s@compare.example\"},\"subject\":\"Mail %s\",\"text\":\"%s\"}"
        .formatted(one, one, "Some text that a mail might have. ".repeat(10));
  }
}
