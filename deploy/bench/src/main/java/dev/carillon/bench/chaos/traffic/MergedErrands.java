package dev.carillon.bench.chaos.traffic;

import dev.carillon.bench.chaos.smtp.Meant;
import dev.carillon.bench.chaos.traffic.Wanted.Promise;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;

/** Several mails of which one goes, or which become one. */
final class MergedErrands extends Clerk {
  private static final long QUICK = 1_500;
  private static final long DELAY = 2_000;

  MergedErrands(Api api, Promises promises, RandomGenerator random, AtomicInteger numbers) {
    super(api, promises, random, numbers);
  }

  /** Two mails with one key to one address: the first. */
  void duplicate() {
    int first = numbers.incrementAndGet();
    int second = numbers.incrementAndGet();
    String recipient = Meant.OK.address(first);
    String key = "chaos-" + first;
    Answer one = api.send(mail(first, recipient).put("dedupKey", key));
    Answer two = api.send(mail(second, recipient).put("dedupKey", key));
    promised(first, recipient, one);
    boolean isKnown = one.isAccepted() && two.isAccepted();
    promised(second, isKnown ? Promise.NEVER : Promise.PERHAPS, recipient, -1, two.id());
    if (isKnown && (!two.isDuplicate() || !String.valueOf(one.id()).equals(two.id()))) {
      promises.contradicted("mail " + second + " is no duplicate of " + first);
    }
  }

  /**
   * Three in quick succession: the last, unless the clock was moved beyond the first one's time.
   */
  void debounced() {
    List<Answer> answers = new ArrayList<>();
    int first = numbers.getAndAdd(3) + 1;
    String recipient = Meant.OK.address(first);
    for (int i = 0; i < 3; i++) {
      answers.add(
          api.send(
              mail(first + i, recipient).put("debounceKey", "chaos").put("delay", DELAY + "ms")));
    }
    long asked = answers.get(0).asked();
    long told = answers.get(2).told();
    boolean isQuick = told - asked < QUICK && !api.clockMoved(asked, told);
    boolean isKnown = isQuick && answers.stream().allMatch(Answer::isAccepted);
    for (int i = 0; i < 3; i++) {
      Answer answer = answers.get(i);
      Promise promise = !isKnown ? Promise.PERHAPS : i < 2 ? Promise.NEVER : Promise.SENT;
      promises.add(
          new Wanted(
              first + i,
              promise,
              recipient,
              Wanted.text(first + i),
              null,
              asked,
              isKnown && i == 2 ? told : -1,
              DELAY,
              answer.id()));
    }
  }

  /** Three that become one: each of them is in it. */
  void digest() {
    int first = numbers.getAndAdd(3) + 1;
    String recipient = Meant.OK.address(first);
    for (int i = 0; i < 3; i++) {
      JsonObject mail = mail(first + i, recipient);
      Answer answer = api.send(mail.put("digestKey", "chaos").put("digestWindow", "2s"));
      Promise promise = answer.isAccepted() ? Promise.GATHERED : Promise.PERHAPS;
      promised(first + i, promise, recipient, -1, answer.id());
    }
  }
}
