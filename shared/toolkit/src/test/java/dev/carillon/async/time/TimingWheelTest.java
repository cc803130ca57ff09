package dev.carillon.async.time;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.testkit.LoopGuard;
import io.netty.channel.EventLoop;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.internal.ContextInternal;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(LoopGuard.class)
class TimingWheelTest {
  /** So short that entries of this test go round the wheel up to four times (512 slots). */
  private static final long TICK = TimeUnit.MICROSECONDS.toNanos(50);

  private static final int ENTRIES = 1_000;
  private static final int LONGEST = 100;

  private EventLoop loop;

  @BeforeEach
  void make(Vertx vertx) {
    loop = ((ContextInternal) vertx.getOrCreateContext()).nettyEventLoop();
  }

  @Test
  void eachExpiresOnceAndNotEarlyUnlessItIsTakenOut() throws Exception {
    Random random = new Random(4);
    TimingWheel wheel = new TimingWheel(loop, TICK);
    List<Timed> kept = new ArrayList<>();
    List<Timed> taken = new ArrayList<>();
    Promise<Integer> end = Promise.promise();
    loop.execute(
        () -> {
          for (int i = 0; i < ENTRIES; i++) {
            Timed timed = new Timed(1 + random.nextInt(LONGEST));
            wheel.add(timed, timed.millis);
            (random.nextBoolean() ? kept : taken).add(timed);
          }
          taken.forEach(TimingWheel.Entry::takeOut);
          taken.forEach(TimingWheel.Entry::takeOut); // again, which does nothing
          int in = wheel.size();
          Timed last = new Timed(LONGEST + 1);
          last.then = () -> loop.execute(() -> end.complete(in));
          wheel.add(last, last.millis);
        });
    assertThat(end.future().await(30, TimeUnit.SECONDS)).isEqualTo(kept.size());
    assertThat(taken).hasSizeGreaterThan(ENTRIES / 3).allMatch(t -> t.expired == 0);
    assertThat(kept).hasSizeGreaterThan(ENTRIES / 3).allMatch(t -> t.expired == 1);
    assertThat(kept).allMatch(t -> t.lasted >= TimeUnit.MILLISECONDS.toNanos(t.millis));
    assertThat(wheel.size()).isZero();
  }

  @Test
  void whatIsShorterThanTheOthersDoesNotWaitForThem() throws Exception {
    Promise<String> end = Promise.promise();
    Timed hour = new Timed(TimeUnit.HOURS.toMillis(1));
    Timed soon = new Timed(1);
    soon.then = () -> end.complete("soon");
    Timed century = new Timed(Long.MAX_VALUE);
    loop.execute(
        () -> {
          TimingWheel wheel = TimingWheel.of(loop);
          wheel.add(century, century.millis);
          wheel.add(hour, hour.millis);
          wheel.add(soon, soon.millis);
        });
    assertThat(end.future().await(30, TimeUnit.SECONDS)).isEqualTo("soon");
    assertThat(hour.expired + century.expired).isZero();
  }

  private static final class Timed extends TimingWheel.Entry {
    private final long millis;
    private final long began = System.nanoTime();
    private int expired;
    private long lasted;
    private Runnable then = () -> {};

    Timed(long millis) {
      this.millis = millis;
    }

    @Override
    void expire() {
      expired++;
      lasted = System.nanoTime() - began;
      then.run();
    }
  }
}
