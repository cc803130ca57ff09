package dev.carillon.launcher.settings;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.config.ConfigSource;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PortsTest {
  @ParameterizedTest
  @CsvSource({
    "127.0.0.1, http://127.0.0.1:9000",
    "api.example, http://api.example:9000",
    "::1, http://[::1]:9000",
    "[::1], http://[::1]:9000",
    "fe80::1, http://[fe80::1]:9000",
    "0.0.0.0, http://127.0.0.1:9000",
    "::, http://[::1]:9000"
  })
  void aUrlOfTheApiIsOneThatCanBeFollowed(String host, String url) {
    ConfigSource settings =
        ConfigSource.of(
            new JsonObject().put("CARILLON_HTTP_HOST", host).put("CARILLON_HTTP_PORT", 9000),
            Map.of());
    assertThat(Ports.apiUrl(settings)).isEqualTo(url);
    assertThat(URI.create(url).getHost()).isNotNull();
  }
}
