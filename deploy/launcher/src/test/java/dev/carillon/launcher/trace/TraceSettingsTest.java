package dev.carillon.launcher.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.config.ConfigException;
import dev.carillon.config.ConfigSource;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TraceSettingsTest {
  private static ConfigSource settings(String... namesAndValues) {
    JsonObject json = new JsonObject();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      json.put(namesAndValues[i], namesAndValues[i + 1]);
    }
    return ConfigSource.of(json, Map.of());
  }

  @Test
  void withoutACollectorThereIsNoTracer() {
    assertThat(TraceSettings.read(settings(), "carillon")).isNull();
    assertThat(TraceSettings.read(settings("CARILLON_OTLP_SHARE", "0.5"), "carillon")).isNull();
  }

  @ParameterizedTest
  @CsvSource({
    "http://127.0.0.1:4318, http://127.0.0.1:4318/v1/traces",
    "https://otel.example/, https://otel.example/v1/traces",
    "http://otel.example:4318/v1/traces, http://otel.example:4318/v1/traces",
    "http://otel.example/tenant, http://otel.example/tenant/v1/traces"
  })
  void tracesHaveTheirPath(String endpoint, String traces) {
    ConfigSource settings = settings("CARILLON_OTLP_ENDPOINT", endpoint);
    assertThat(TraceSettings.read(settings, "carillon").traces()).hasToString(traces);
    settings.verify();
  }

  @ParameterizedTest
  @CsvSource({
    "CARILLON_OTLP_ENDPOINT, otel.example:4318",
    "CARILLON_OTLP_ENDPOINT, grpc://otel.example:4317",
    "CARILLON_OTLP_ENDPOINT, http://name:secret@otel.example",
    "CARILLON_OTLP_ENDPOINT, http://otel.example/?key=secret",
    "CARILLON_OTLP_ENDPOINT, http:///v1",
    "CARILLON_OTLP_SHARE, 1.5",
    "CARILLON_OTLP_SHARE, -0.1",
    "CARILLON_OTLP_SHARE, 10%",
    "CARILLON_OTLP_SHARE, NaN"
  })
  void aValueThatIsNoneIsReportedByItsName(String name, String value) {
    ConfigSource settings = settings(name, value);
    TraceSettings.read(settings, "carillon");
    assertThatThrownBy(settings::verify)
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining(name)
        .hasMessageNotContaining("secret");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "insert into mail (id) values ('a@b.example')|INSERT mail",
        "with x as (select 1) delete from outbox where seq = any($1)|DELETE outbox",
        "UPDATE ONLY users set a = 'secret'|UPDATE users",
        "select * from users where email = 'a@b.example'|SELECT users",
        "BEGIN|BEGIN",
        "select pg_advisory_lock(1)|SELECT",
        "(secret)|SQL"
      })
  void aStatementIsNamedByWhatItDoes(String sql, String name) {
    assertThat(StatementName.of(sql)).isEqualTo(name);
  }
}
