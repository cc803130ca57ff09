package dev.carillon.store.pg.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.failure.Failure;
import dev.carillon.failure.FailureCode;
import dev.carillon.store.pg.PgFailures;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.SocketAddress;
import java.net.ConnectException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A server that is not there has done nothing, however the transport says so. */
class LinkVertxTest {
  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aUnixSocketWhereNobodyListensIsNoConnectionThatWasLost(boolean isNative) throws Exception {
    Files.createFile(folder.resolve("left"));
    Vertx vertx =
        Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1).setPreferNativeTransport(isNative));
    try {
      NetClient client =
          new LinkVertx((VertxInternal) vertx, socket -> {})
              .createNetClient(new NetClientOptions());
      for (String name : new String[] {"missing", "left", "no/folder"}) {
        SocketAddress address = SocketAddress.domainSocketAddress(folder.resolve(name).toString());
        assertThatThrownBy(() -> client.connect(address).await(10, TimeUnit.SECONDS))
            .as(name)
            .isInstanceOf(ConnectException.class)
            .satisfies(
                e -> {
                  assertThat(PgFailures.isAbsence(e)).isTrue();
                  assertThat(PgFailures.PLAIN.of(e))
                      .isInstanceOfSatisfying(
                          Failure.class,
                          failure -> assertThat(failure.code()).isEqualTo(FailureCode.UNAVAILABLE));
                });
      }
    } finally {
      vertx.close().await(10, TimeUnit.SECONDS);
    }
  }
}
