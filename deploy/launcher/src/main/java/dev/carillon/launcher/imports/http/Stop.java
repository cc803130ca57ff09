package dev.carillon.launcher.imports.http;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** The wish that an import ends early, in a way in which it can go on later. */
public final class Stop {
  private final CountDownLatch wished = new CountDownLatch(1);

  /** Wishes so; more than once is as once. */
  public void wish() {
    wished.countDown();
  }

  /** Whether somebody wished so. */
  public boolean isWished() {
    return wished.getCount() == 0;
  }

  /** Waits so long; whether it was wished before or meanwhile. */
  public boolean within(Duration time) throws InterruptedException {
    return wished.await(time.toMillis(), TimeUnit.MILLISECONDS);
  }
}
