package dev.carillon.e2e.keys;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.carillon.e2e.harness.Client;
import dev.carillon.e2e.harness.Up;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jose4j.jwk.JsonWebKey.OutputControlLevel;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.jwk.OctetKeyPairJsonWebKey;
import org.jose4j.jwk.OkpJwkGenerator;
import org.jose4j.jwk.PublicJsonWebKey;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.lang.JoseException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An application that has its own log-in: the JWTs of its provider open live connections. */
class AppTokensIT {
  private static final String PROTOCOL = "carillon.v1.json";

  @TempDir Path folder;

  @Test
  void aTokenOfTheApplicationIsAsGoodAsOneOfOurs() throws Exception {
    PublicJsonWebKey key = OkpJwkGenerator.generateJwk(OctetKeyPairJsonWebKey.SUBTYPE_ED25519);
    key.setKeyId("k1");
    HttpServer provider = provider(key);
    try (Up up =
        Up.start(
            folder.resolve("data"),
            Map.of(
                "CARILLON_JWKS_URL",
                "http://127.0.0.1:" + provider.getAddress().getPort() + "/jwks.json",
                "CARILLON_JWT_ISSUER",
                "https://id.example",
                "CARILLON_JWT_AUDIENCE",
                "app"))) {
      JsonObject ada =
          new JsonObject()
              .put("email", "ada@app.example")
              .put("name", "Ada")
              .put("externalId", "app|7");
      String id = up.client().post("/v1/users", ada).hasStatus(201).json().getString("id");
      String byName = token(key, "app|7");
      String again = token(key, "app|7");
      up.client(token(key, id)).get("/v1/me").hasStatus(401); // one meaning, and it is another
      up.client(token(key, "app|8")).get("/v1/me").hasStatus(401);
      up.client(byName + "x").get("/v1/me").hasStatus(401);
      assertThat(up.client(byName).get("/v1/me").hasStatus(200).body()).contains(id);
      up.client(again).get("/v1/users").hasStatus(403);
      up.client(again).get("/v1/users/" + id + "/notifications").hasStatus(200);
      String ticket =
          up.client(again).post("/v1/tickets", "{}").hasStatus(201).json().getString("ticket");
      Client nobody = up.client(null);
      try (Client.Socket direct = nobody.webSocket(PROTOCOL);
          Client.Socket ticketed = nobody.webSocketAt("/ws?ticket=" + ticket, PROTOCOL, null)) {
        direct.send(new JsonObject().put("type", "hello").put("key", byName));
        ticketed.send(new JsonObject().put("type", "hello"));
        for (Client.Socket socket : List.of(direct, ticketed)) {
          assertThat(socket.frame().getString("type")).isEqualTo("welcome");
          assertThat(EndUsersIT.subscribed(socket, "broadcasts")).isEqualTo("ok");
          assertThat(EndUsersIT.subscribed(socket, "emails")).isEqualTo("error");
        }
        up.client()
            .send("POST", "/v1/users/" + id + "/deactivate", "", "If-Match", "*")
            .hasStatus(200);
        assertThat(direct.next("closed")).isEqualTo("closed 4401");
        assertThat(ticketed.next("closed")).isEqualTo("closed 4401");
      }
      up.client(byName).get("/v1/me").hasStatus(401);
      up.client(token(key, "app|7")).get("/v1/me").hasStatus(401);
    } finally {
      provider.stop(0);
    }
  }

  private static HttpServer provider(PublicJsonWebKey key) throws Exception {
    byte[] keys =
        new JsonWebKeySet(key)
            .toJson(OutputControlLevel.PUBLIC_ONLY)
            .getBytes(StandardCharsets.UTF_8);
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/jwks.json",
        exchange -> {
          exchange.sendResponseHeaders(200, keys.length);
          exchange.getResponseBody().write(keys);
          exchange.close();
        });
    server.start();
    return server;
  }

  private static String token(PublicJsonWebKey key, String user) throws JoseException {
    long now = Instant.now().getEpochSecond();
    JsonWebSignature token = new JsonWebSignature();
    token.setPayload(
        new JsonObject()
            .put("iss", "https://id.example")
            .put("aud", "app")
            .put("sub", user)
            .put("iat", now)
            .put("exp", now + 600)
            .put("subscribe", JsonArray.of("broadcasts"))
            .encode());
    token.setAlgorithmHeaderValue("EdDSA");
    token.setKeyIdHeaderValue(key.getKeyId());
    token.setKey(key.getPrivateKey());
    return token.getCompactSerialization();
  }
}
