package dev.carillon.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The browser's client as the gateway serves it, and its own tests. */
class ClientFilesIT {
  private static final String PAGE = "https://app.example";
  private static final int MOST_ZIPPED = 10 * 1024;
  private static final Path TESTS = Path.of("src", "test", "js");

  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private static TestServer server;

  @BeforeAll
  static void start() {
    server = new TestServer("CARILLON_ORIGINS=" + PAGE);
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static HttpResponse<byte[]> ask(String method, String path, String... headers)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path))
            .method(method, HttpRequest.BodyPublishers.noBody());
    for (int i = 0; i < headers.length; i += 2) {
      request.header(headers[i], headers[i + 1]);
    }
    return HTTP.send(request.build(), BodyHandlers.ofByteArray());
  }

  private static String header(HttpResponse<?> answer, String name) {
    return answer.headers().firstValue(name).orElse("");
  }

  @Test
  void everybodyGetsTheScriptAndItsTypesWithoutAKey() throws Exception {
    HttpResponse<byte[]> script = ask("GET", "/client.js");
    assertThat(script.statusCode()).isEqualTo(200);
    assertThat(header(script, "content-type")).isEqualTo("text/javascript; charset=utf-8");
    assertThat(header(script, "x-content-type-options")).isEqualTo("nosniff");
    assertThat(header(script, "cache-control")).isEqualTo("public, max-age=3600");
    assertThat(new String(script.body(), StandardCharsets.UTF_8))
        .contains("export class Live ")
        .doesNotContain("eval(", "new Function", "import ");
    HttpResponse<byte[]> types = ask("GET", "/client.d.ts");
    assertThat(types.statusCode()).isEqualTo(200);
    assertThat(new String(types.body(), StandardCharsets.UTF_8)).contains("export class Live ");
    assertThat(ask("HEAD", "/client.js").body()).isEmpty();
    HttpResponse<byte[]> post = ask("POST", "/client.js");
    assertThat(post.statusCode()).isEqualTo(405);
    assertThat(header(post, "allow")).isEqualTo("GET, HEAD");
    assertThat(ask("GET", "/client.mjs").statusCode()).isEqualTo(401);
  }

  @Test
  void zippedItIsBelowTenKilobytes() throws Exception {
    HttpResponse<byte[]> zipped = ask("GET", "/client.js", "Accept-Encoding", "br, gzip;q=0.5");
    assertThat(header(zipped, "content-encoding")).isEqualTo("gzip");
    assertThat(zipped.body().length).isLessThan(MOST_ZIPPED);
    HttpResponse<byte[]> plain = ask("GET", "/client.js", "Accept-Encoding", "gzip;q=0");
    assertThat(header(plain, "content-encoding")).isEmpty();
    try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(zipped.body()))) {
      assertThat(in.readAllBytes()).isEqualTo(plain.body());
    }
    assertThat(zipped.headers().allValues("vary")).contains("accept-encoding");
  }

  @Test
  void whoHasItAlreadyIsToldSo() throws Exception {
    String etag = header(ask("GET", "/client.js"), "etag");
    HttpResponse<byte[]> same = ask("GET", "/client.js", "If-None-Match", etag);
    assertThat(same.statusCode()).isEqualTo(304);
    assertThat(same.body()).isEmpty();
    assertThat(ask("GET", "/client.js", "If-None-Match", "\"other\"").statusCode()).isEqualTo(200);
  }

  @Test
  void aPageOfAnotherOriginLoadsItIfThatIsOnTheList() throws Exception {
    assertThat(header(ask("GET", "/client.js", "Origin", PAGE), "access-control-allow-origin"))
        .isEqualTo(PAGE);
    assertThat(
            header(
                ask("GET", "/client.js", "Origin", "https://evil.example"),
                "access-control-allow-origin"))
        .isEmpty();
  }

  @Test
  void itsOwnTestsPass() throws Exception {
    assumeTrue(hasNode(), "There is no node 20: client.js is not tested by itself");
    Path output = Files.createTempFile("client", ".tap");
    try {
      Process node = run(output, "--test", test("topics"), test("connection"));
      assertThat(node.waitFor(60, TimeUnit.SECONDS)).isTrue();
      assertThat(node.exitValue()).as(Files.readString(output)).isZero();
      assertThat(Files.readString(output)).contains("# fail 0").doesNotContain("# pass 0");
    } finally {
      Files.delete(output);
    }
  }

  private static String test(String name) {
    return TESTS.resolve(name + ".test.mjs").toString();
  }

  private static boolean hasNode() throws Exception {
    Path output = Files.createTempFile("node", ".version");
    try {
      run(output, "--version").waitFor(10, TimeUnit.SECONDS);
      return Files.readString(output).matches("v[2-9]\\d\\.[^v]*");
    } catch (IOException absent) {
      return false;
    } finally {
      Files.delete(output);
    }
  }

  private static Process run(Path output, String... arguments) throws IOException {
    List<String> command = new ArrayList<>(List.of("node"));
    command.addAll(List.of(arguments));
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(output.toFile())
        .start();
  }
}
