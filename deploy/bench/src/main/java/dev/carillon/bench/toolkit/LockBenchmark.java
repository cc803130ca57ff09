package dev.carillon.bench.toolkit;

import dev.carillon.async.sync.AsyncLock;
import dev.carillon.async.sync.AsyncSemaphore;
import dev.carillon.async.time.Clocks;
import io.vertx.core.Future;
import io.vertx.core.shareddata.Lock;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** One acquire and release, alone and with a queue of waiters. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class LockBenchmark {
  static final int OPERATIONS = 1_000;

  private final AsyncLock lock = new AsyncLock("lock", OnLoop.noTimers(), Clocks.system());
  private final AsyncSemaphore semaphore =
      AsyncSemaphore.bounded("semaphore", 1, OnLoop.noTimers());
  private final ReentrantLock juc = new ReentrantLock(true);
  private final Semaphore jucSemaphore = new Semaphore(1, true);
  private int counter;

  /** AsyncLock, nobody else. */
  @Benchmark
  @OperationsPerInvocation(OPERATIONS)
  public int aloneOurs(OnLoop loop) {
    loop.run(
        done -> {
          for (int i = 0; i < OPERATIONS; i++) {
            lock.acquire().onSuccess(v -> counter++);
            lock.release();
          }
          done.run();
        });
    return counter;
  }

  /** A fair ReentrantLock, nobody else. */
  @Benchmark
  @OperationsPerInvocation(OPERATIONS)
  public int aloneJuc(OnLoop loop) {
    loop.run(
        done -> {
          for (int i = 0; i < OPERATIONS; i++) {
            juc.lock();
            try {
              counter++;
            } finally {
              juc.unlock();
            }
          }
          done.run();
        });
    return counter;
  }

  /** The local lock of Vert.x, nobody else. */
  @Benchmark
  @OperationsPerInvocation(OPERATIONS)
  public int aloneVertx(OnLoop loop) {
    loop.run(
        done -> {
          for (int i = 0; i < OPERATIONS; i++) {
            local(loop)
                .onSuccess(
                    held -> {
                      counter++;
                      held.release();
                    });
          }
          done.run();
        });
    return counter;
  }

  private static Future<Lock> local(OnLoop loop) {
    return loop.vertx().sharedData().getLocalLock("lock");
  }

  /** AsyncLock, handed from one waiter to the next. */
  @Benchmark
  @OperationsPerInvocation(OPERATIONS)
  public int handedOverOurs(OnLoop loop) {
    loop.run(
        done -> {
          int end = counter + OPERATIONS;
          for (int i = 0; i < OPERATIONS; i++) {
            lock.acquire()
                .onSuccess(
                    v -> {
                      boolean last = ++counter == end;
                      // In the next turn, so that the others stand in the queue meanwhile.
                      loop.vertx().runOnContext(w -> release(last, lock::release, done));
                    });
          }
        });
    return counter;
  }

  /** The local lock of Vert.x, handed from one waiter to the next. */
  @Benchmark
  @OperationsPerInvocation(OPERATIONS)
  public int handedOverVertx(OnLoop loop) {
    loop.run(
        done -> {
          int end = counter + OPERATIONS;
          for (int i = 0; i < OPERATIONS; i++) {
            local(loop)
                .onSuccess(
                    held -> {
                      boolean last = ++counter == end;
                      loop.vertx().runOnContext(w -> release(last, held::release, done));
                    });
          }
        });
    return counter;
  }

  private static void release(boolean last, Runnable release, Runnable done) {
    release.run();
    if (last) {
      done.run();
    }
  }

  /** AsyncSemaphore, nobody else. */
  @Benchmark
  @OperationsPerInvocation(OPERATIONS)
  public int permitOurs(OnLoop loop) {
    loop.run(
        done -> {
          for (int i = 0; i < OPERATIONS; i++) {
            semaphore.acquire().onSuccess(v -> counter++);
            semaphore.release();
          }
          done.run();
        });
    return counter;
  }

  /** A fair j.u.c. Semaphore, nobody else. */
  @Benchmark
  @OperationsPerInvocation(OPERATIONS)
  public int permitJuc(OnLoop loop) {
    loop.run(
        done -> {
          for (int i = 0; i < OPERATIONS; i++) {
            jucSemaphore.acquireUninterruptibly();
            counter++;
            jucSemaphore.release();
          }
          done.run();
        });
    return counter;
  }
}
