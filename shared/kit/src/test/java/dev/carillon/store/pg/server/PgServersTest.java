package dev.carillon.store.pg.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.SslMode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PgServersTest {
  @Test
  void aUrlMayNameSeveralServersThatDifferInHostAndPortOnly() {
    PgServers servers =
        PgServers.parse(
            "postgresql://me:p%40ss@one,two:6000,[::1]:7000/shop"
                + "?target_session_attrs=read-write&sslmode=require");
    assertThat(servers.hosts()).isEqualTo("one:5432,two:6000,[::1]:7000");
    assertThat(servers.all())
        .allSatisfy(
            server -> {
              assertThat(server.getUser()).isEqualTo("me");
              assertThat(server.getPassword()).isEqualTo("p@ss");
              assertThat(server.getDatabase()).isEqualTo("shop");
              assertThat(server.getSslMode()).isEqualTo(SslMode.REQUIRE);
              assertThat(server.getProperties()).doesNotContainKey("target_session_attrs");
            });
  }

  @Test
  void oneServerIsReadAsTheDriverReadsIt() {
    String url = "postgres://me@one:6000/shop?application_name=x";
    PgConnectOptions server = PgServers.parse(url).first();
    assertThat(server.toJson()).isEqualTo(PgConnectOptions.fromUri(url).toJson());
  }

  @Test
  void oneServerMayBeNamedByItsAddressAndByItsUnixSocket() {
    PgServers servers =
        PgServers.parse(
            "postgresql://me:secret@localhost:6000/shop?host=%2frun%2Fpg&sslmode=allow");
    assertThat(servers.hosts()).isEqualTo("localhost:6000");
    assertThat(servers.all())
        .singleElement()
        .satisfies(
            server -> {
              assertThat(server.isUsingDomainSocket()).isTrue();
              assertThat(server.getHost()).isEqualTo("/run/pg");
              assertThat(server.getPort()).isEqualTo(6000);
              assertThat(server.getUser()).isEqualTo("me");
              assertThat(server.getSslMode()).isEqualTo(SslMode.ALLOW);
            });
    assertThatThrownBy(() -> PgServers.parse("postgresql://one,two/shop?host=/run/pg"))
        .hasMessageContaining("one server");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "postgresql://me:marked@host:abc/db",
        "postgresql://me:mar@ked@host/db",
        "postgresql://me:marked%zz@host/db",
        "postgresql://me:marked@one,,two/db",
        "postgresql://me:marked@host:99999/db",
        "postgresql//me:marked@host/db",
        "jdbc:postgresql://host/db?password=marked",
        "me:marked@host",
        "marked"
      })
  void aUrlThatIsNoneIsRefusedWithoutBeingRepeated(String url) {
    assertThatThrownBy(() -> PgServers.parse(url))
        .isInstanceOf(IllegalArgumentException.class)
        .hasNoCause()
        .hasMessageContaining("must look like postgresql://")
        .message()
        .doesNotContain("marked", "ked@");
  }

  @Test
  void aSessionThatCannotWriteIsNotAskedFor() {
    assertThatThrownBy(() -> PgServers.parse("postgresql://one,two/db?target_session_attrs=any"))
        .hasMessageContaining("read-write");
  }
}
