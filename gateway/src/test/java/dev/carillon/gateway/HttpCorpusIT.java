package dev.carillon.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.json.Doc;
import dev.carillon.json.Json;
import dev.carillon.testkit.Corpus;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The corpora, and what else a stranger writes, as they come over HTTP. */
class HttpCorpusIT {
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  private static TestServer server;

  @BeforeAll
  static void start() {
    server = new TestServer();
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @Test
  void everyJsonTextIsTakenOrRefusedAsTheReaderDoes() throws Exception {
    for (Corpus.Case each : Corpus.of("json.tsv")) {
      HttpResponse<byte[]> answer = post(each.bytes(), "application/json");
      assertThat(answer.statusCode()).as(each.kind()).isEqualTo(each.isTaken() ? 200 : 400);
      String body = utf8(answer.body());
      if (each.isTaken()) {
        String received = utf8(Json.bytes(Json.read(each.bytes(), Doc.class)));
        assertThat(body)
            .as(each.kind())
            .isEqualTo("{\"received\":" + received + ",\"status\":\"processed\"}");
      } else if (each.bytes().length > 0) {
        assertThat(body).as(each.kind()).contains(each.reason());
      }
    }
  }

  @Test
  void aStringComesBackAsItWentIn() throws Exception {
    List<Corpus.Case> all = Corpus.of("strings.tsv");
    for (int i = 0; i < all.size(); i += 4) {
      Corpus.Case each = all.get(i);
      if (each.isTaken() && each.bytes().length <= 100 && each.text().length() <= 100) {
        String query = "/hello?name=" + URLEncoder.encode(each.text(), StandardCharsets.UTF_8);
        HttpResponse<byte[]> answer = send(request(query).GET());
        assertThat(answer.statusCode()).as(each.kind() + " " + each.text()).isEqualTo(200);
        assertThat(Json.read(answer.body(), Doc.class).text("message"))
            .isEqualTo("Hello, " + each.text() + "!");
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/v1/users/%2B1a2053c-f08d-7000-9f43-db727cead178",
        "/v1/users/+1a2053c-f08d-7000-9f43-db727cead178",
        "/v1/users/01A2053C-F08D-7000-9F43-DB727CEAD178",
        "/v1/users/01a2053c-f08d-7000-9f43-db727cead178%20",
        "/v1/users/%D9%A01a2053c-f08d-7000-9f43-db727cead17",
        "/v1/users/1-2-3-4-5",
        "/v1/emails/+1a2053c-f08d-7000-9f43-db727cead178",
        "/v1/emails?userId=01A2053C-F08D-7000-9F43-DB727CEAD178",
        "/v1/tasks?cursor=+1a2053c-f08d-7000-9f43-db727cead178",
        "/v1/users?limit=+5",
        "/v1/users?limit=%2B5",
        "/v1/users?limit=05",
        "/v1/users?limit=%D9%A5",
        "/v1/users?limit=%EF%BC%95",
        "/v1/users?limit=5.0",
        "/v1/users?limit=0x5",
        "/v1/users?limit=99999999999999999999",
        "/v1/broadcasts/b?next=05",
        "/v1/templates/t?version=%2B1",
        "/v1/users?createdFrom=2026-01-31T24:00:00Z",
        "/v1/users?createdFrom=2016-12-31T23:59:60Z",
        "/v1/users?createdFrom=2026-01-31T12:00Z",
        "/v1/users?createdFrom=%2B12345-01-01T00:00:00Z",
        "/v1/users?createdFrom=2026-01-31T12:00:00+02:00:30",
        "/delay/00",
        "/delay/%D9%A1",
        "/delay/+1",
      })
  void anotherSpellingIsRefusedWithItsName(String path) throws Exception {
    HttpResponse<byte[]> answer = send(request(path).GET());
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(Json.read(answer.body(), Doc.class).members().get("errors"))
        .isInstanceOf(List.class);
  }

  @ParameterizedTest
  @CsvSource({
    "POST, /v1/emails, delay, 10x",
    "POST, /v1/emails, delay, -10m",
    "POST, /v1/emails, sendAt, 2026-01-31T24:00:00Z",
    "POST, /v1/emails, sendAt, 2016-12-31T23:59:60Z",
    "POST, /v1/emails, expiresAt, 2026-01-31T12:00Z",
    "PUT, /v1/broadcasts/b, every, 5 minutes",
  })
  void aBodyHasTheSameParsers(String method, String path, String field, String value)
      throws Exception {
    byte[] body = Json.bytes(Doc.object(field, value));
    HttpRequest.Builder request =
        request(path)
            .header("Content-Type", "application/json")
            .method(method, HttpRequest.BodyPublishers.ofByteArray(body));
    HttpResponse<byte[]> answer = send(request);
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(new String(answer.body(), StandardCharsets.UTF_8)).contains("\"/" + field + "\"");
  }

  @Test
  void twoIdempotencyKeysAreRefused() throws Exception {
    HttpRequest.Builder request =
        request("/process")
            .header("Content-Type", "application/json")
            .header("Idempotency-Key", "one")
            .header("Idempotency-Key", "one")
            .POST(HttpRequest.BodyPublishers.ofString("{}"));
    HttpResponse<byte[]> answer = send(request);
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(Json.read(answer.body(), Doc.class).text("detail"))
        .isEqualTo("Idempotency-Key is given more than once");
  }

  @Test
  void twoTypesOfABodyAreRefused() throws Exception {
    HttpRequest.Builder request =
        request("/process")
            .header("Content-Type", "application/json")
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString("{}"));
    assertThat(send(request).statusCode()).isEqualTo(400);
  }

  @Test
  void aCompressedBodyIsRefusedWithTheReason() throws Exception {
    ByteArrayOutputStream zipped = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(zipped)) {
      gzip.write("{}".getBytes(StandardCharsets.UTF_8));
    }
    for (String coding : List.of("gzip", "GZIP", "deflate", "br", "identity, gzip", "x-gzip")) {
      HttpRequest.Builder request =
          request("/process")
              .header("Content-Type", "application/json")
              .header("Content-Encoding", coding)
              .POST(HttpRequest.BodyPublishers.ofByteArray(zipped.toByteArray()));
      HttpResponse<byte[]> answer = send(request);
      assertThat(answer.statusCode()).as(coding).isEqualTo(415);
      assertThat(answer.headers().firstValue("accept-encoding")).contains("identity");
      assertThat(Json.read(answer.body(), Doc.class).text("detail")).contains("Content-Encoding");
    }
  }

  @Test
  void aLongAnswerIsCompressedForWhoAsks() throws Exception {
    byte[] body = ("[\"" + "long ".repeat(10_000) + "\"]").getBytes(StandardCharsets.UTF_8);
    HttpResponse<byte[]> zipped = post(body, "application/json", "gzip");
    assertThat(zipped.headers().firstValue("content-encoding")).contains("gzip");
    assertThat(zipped.headers().firstValue("vary")).contains("accept-encoding");
    assertThat(zipped.body().length).isLessThan(5_000);
    assertThat(new GZIPInputStream(new ByteArrayInputStream(zipped.body())).readAllBytes())
        .isEqualTo(post(body, "application/json").body());
    assertThat(post(body, "application/json", "gzip;q=0").headers().firstValue("content-encoding"))
        .isEmpty();
    assertThat(post("[1]".getBytes(StandardCharsets.UTF_8), "application/json", "gzip").headers())
        .satisfies(headers -> assertThat(headers.firstValue("content-encoding")).isEmpty());
  }

  private static String utf8(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }

  private static HttpResponse<byte[]> post(byte[] body, String type, String... accepted)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        request("/process")
            .header("Content-Type", type)
            .POST(HttpRequest.BodyPublishers.ofByteArray(body));
    for (String coding : accepted) {
      request.header("Accept-Encoding", coding);
    }
    return send(request);
  }

  private static HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path))
        .header("Authorization", "Bearer " + TestServer.KEY);
  }

  private static HttpResponse<byte[]> send(HttpRequest.Builder request)
      throws IOException, InterruptedException {
    return HTTP.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
  }
}
