package dev.carillon.async.lincheck;

import dev.carillon.async.batch.SingleFlight;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Validate;

/** Flights of one key that land when a thread says so. */
public class SingleFlightModel {
  private final AtomicInteger inTheAir = new AtomicInteger();
  private final AtomicInteger mostInTheAir = new AtomicInteger();
  private final Queue<Promise<Integer>> flights = new ConcurrentLinkedQueue<>();
  private final Queue<Future<Integer>> asked = new ConcurrentLinkedQueue<>();
  private final SingleFlight<String, Integer> single = new SingleFlight<>(key -> takeOff());

  private Future<Integer> takeOff() {
    mostInTheAir.accumulateAndGet(inTheAir.incrementAndGet(), Math::max);
    Promise<Integer> flight = Promise.promise();
    flights.add(flight);
    return flight.future();
  }

  @Operation
  public void get() {
    asked.add(single.get("key"));
  }

  @Operation
  public void land() {
    Promise<Integer> flight = flights.poll();
    if (flight != null) {
      inTheAir.decrementAndGet();
      flight.complete(1);
    }
  }

  /** Never two flights of one key, and everyone who asked is answered. */
  @Validate
  public void check() {
    if (mostInTheAir.get() > 1) {
      throw new AssertionError(mostInTheAir + " flights at once");
    }
    while (!flights.isEmpty()) {
      land();
    }
    List<Future<Integer>> left = new ArrayList<>(asked);
    left.removeIf(Future::succeeded);
    if (!left.isEmpty()) {
      throw new AssertionError(left.size() + " were not answered");
    }
  }
}
