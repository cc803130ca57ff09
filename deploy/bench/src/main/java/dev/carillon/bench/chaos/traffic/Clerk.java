package dev.carillon.bench.chaos.traffic;

import dev.carillon.bench.chaos.smtp.Meant;
import dev.carillon.bench.chaos.traffic.Wanted.Promise;
import io.vertx.core.json.JsonObject;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Runs errands: each waits for its answers, and writes down what they promise. */
abstract class Clerk {
  final Api api;
  final Promises promises;
  final RandomGenerator random;
  final AtomicInteger numbers;

  /**
   * One of several.
   *
   * @param numbers of mails, of all clerks
   */
  Clerk(Api api, Promises promises, RandomGenerator random, AtomicInteger numbers) {
    this.api = api;
    this.promises = promises;
    this.random = random;
    this.numbers = numbers;
  }

  static Meant meant(int number) {
    if (number % 50 == 0) {
      return Meant.REFUSED;
    }
    if (number % 97 == 1) {
      return Meant.DECLINED;
    }
    return number % 31 == 3 ? Meant.GREY : number % 101 == 7 ? Meant.SLOW : Meant.OK;
  }

  static JsonObject mail(int number, String recipient) {
    return content(number).put("to", new JsonObject().put("email", recipient));
  }

  static JsonObject content(int number) {
    return new JsonObject().put("subject", "Chaos").put("text", Wanted.text(number));
  }

  final void promised(int number, String recipient, Answer answer) {
    Promise promise = answer.isAccepted() ? Promise.SENT : Promise.PERHAPS;
    promised(number, promise, recipient, answer.told(), answer.id());
  }

  final void promised(
      int number, Promise promise, String recipient, long told, @Nullable String id) {
    promises.add(new Wanted(number, promise, recipient, Wanted.text(number), null, 0, told, 0, id));
  }
}
