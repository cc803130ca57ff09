package dev.carillon.gateway.faults;

import dev.carillon.failure.Checks;
import dev.carillon.faults.time.TimeMachine;
import java.time.Duration;

/**
 * The body of {@code POST /v1/time}.
 *
 * @param forward how far, 1 minute to 400 days
 */
record MoveTime(Duration forward) {
  MoveTime {
    TimeMachine.checkWay(Checks.start(), forward).verify();
  }
}
