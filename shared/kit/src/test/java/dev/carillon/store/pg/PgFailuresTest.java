package dev.carillon.store.pg;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.failure.Failure;
import dev.carillon.failure.FailureCode;
import io.vertx.core.VertxException;
import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.ClosedConnectionException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Only what was certainly not done may be answered with "try again". */
class PgFailuresTest {
  @Test
  void aConnectionThatWasLostUnderAStatementSaysNothingOfItsCommit() {
    for (Throwable lost :
        List.of(
            ClosedConnectionException.INSTANCE,
            new SocketException("Connection reset"),
            new IOException("Broken pipe"))) {
      assertThat(code(lost)).as(lost.toString()).isEqualTo(FailureCode.TIMEOUT);
      assertThat(PgFailures.isAbsence(lost)).isTrue();
      assertThat(PgFailures.isAbsence(PgFailures.PLAIN.of(lost))).isTrue();
    }
  }

  @Test
  void whatNeverWentOutWasNotDone() {
    for (Throwable never :
        List.of(
            new ConnectException("refused"),
            new NoRouteToHostException("no route"),
            new UnknownHostException("no such host"),
            new RejectedExecutionException("full"),
            VertxException.noStackTrace(
                "Pending requests failed to be sent due to connection has been closed."),
            VertxException.noStackTrace("Connection is not active now, current status: CLOSED"))) {
      assertThat(code(never)).as(never.toString()).isEqualTo(FailureCode.UNAVAILABLE);
      assertThat(PgFailures.isAbsence(PgFailures.PLAIN.of(never))).isTrue();
    }
  }

  @Test
  void aRefusedLoginIsToldFromOtherFailures() {
    for (String state : List.of("28000", "28P01", "3D000")) {
      PgException refused = new PgException("no way in", "FATAL", state, "secret");
      assertThat(PgFailures.refusal(refused)).as(state).isEqualTo("no way in");
      assertThat(PgFailures.refusal(PgFailures.PLAIN.of(refused))).isEqualTo("no way in");
    }
    assertThat(PgFailures.refusal(new PgException("busy", "FATAL", "53300", null))).isNull();
    assertThat(PgFailures.refusal(new IOException("gone"))).isNull();
  }

  @ParameterizedTest
  @CsvSource({
    "40001, UNAVAILABLE",
    "40003, TIMEOUT",
    "40P01, UNAVAILABLE",
    "08007, TIMEOUT",
    "08006, UNAVAILABLE",
    "53300, UNAVAILABLE",
    "55P03, UNAVAILABLE",
    "57014, TIMEOUT",
    "57P01, UNAVAILABLE",
    "57P03, UNAVAILABLE",
    "58030, UNAVAILABLE",
    "23505, CONFLICT",
  })
  void aSqlStateIsAFailure(String state, FailureCode code) {
    assertThat(code(new PgException("said so", "FATAL", state, null))).isEqualTo(code);
  }

  private static FailureCode code(Throwable cause) {
    return ((Failure) PgFailures.PLAIN.of(cause)).code();
  }
}
