package dev.carillon.bench.chaos.traffic;

import dev.carillon.bench.chaos.smtp.Meant;
import dev.carillon.bench.chaos.traffic.Wanted.Promise;
import io.vertx.core.json.JsonObject;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Mail to users. */
final class UserErrands extends Clerk {
  /** Begins the address of a user who has quiet hours. */
  static final String QUIET = "quiet";

  UserErrands(Api api, Promises promises, RandomGenerator random, AtomicInteger numbers) {
    super(api, promises, random, numbers);
  }

  /** To a user who is erased before it is due: it never goes. */
  void erased() {
    int number = numbers.incrementAndGet();
    String recipient = "erased" + Meant.OK.address(number);
    Answer user = user(recipient);
    Answer mail = toUser(number, user, "30s");
    Answer erasure =
        mail.isAccepted()
            ? api.ask("DELETE", "/v1/users/" + user.id(), new JsonObject(), null)
            : mail;
    Promise promise = erasure.isDone() ? Promise.NEVER : Promise.PERHAPS;
    promised(number, promise, recipient, -1, mail.id());
  }

  /** To a user whose clock may say that it is night. */
  void quiet() {
    int number = numbers.incrementAndGet();
    String recipient = QUIET + Meant.OK.address(number);
    Answer mail = toUser(number, user(recipient), null);
    promised(number, mail.isAccepted() ? Promise.QUIET : Promise.PERHAPS, recipient, -1, mail.id());
  }

  private Answer user(String email) {
    JsonObject user = new JsonObject().put("email", email).put("name", "Chaos").put("zone", "UTC");
    return api.ask("POST", "/v1/users", user.put("welcome", false), null);
  }

  private Answer toUser(int number, Answer user, @Nullable String delay) {
    if (user.id() == null) {
      return user;
    }
    JsonObject mail = content(number).put("to", new JsonObject().put("userId", user.id()));
    return api.send(delay == null ? mail : mail.put("delay", delay));
  }
}
