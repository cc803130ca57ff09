package dev.carillon.bench.abuse.attack.secret;

import dev.carillon.bench.abuse.attack.Attack;
import dev.carillon.bench.abuse.attack.Finding;
import dev.carillon.bench.abuse.attack.Pause;
import dev.carillon.bench.abuse.attack.Scale;
import dev.carillon.bench.abuse.product.Output;
import dev.carillon.bench.abuse.product.Product;
import dev.carillon.bench.abuse.wire.Line;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A product that runs with a password for SMTP which the server refuses, repeating it: what the
 * API, the management port and the output say of it. Only the long form starts a product for it.
 */
final class SecretsAtWork implements Attack {
  private static final Duration LIMIT = Duration.ofSeconds(20);
  private static final String MAIL =
      "{\"to\":{\"email\":\"a@abuse.example\"},\"subject\":\"s\",\"text\":\"t\"}";
  private static final List<String> PATHS =
      List.of("/v1/emails", "/v1/servers", "/v1/tasks?tree=true", "/v1/ledger", "/v1/windows");
  private static final List<String> MANAGEMENT = List.of("/livez", "/readyz", "/metrics");

  @Override
  public String name() {
    return "secrets-work";
  }

  @Override
  public List<Finding> run(Product product, Scale scale) throws IOException {
    if (!scale.isLong()) {
      return List.of();
    }
    Mark mark = Mark.random();
    List<String> leaks = new ArrayList<>();
    boolean tried;
    Output output;
    try (RefusingMailServer server = RefusingMailServer.start();
        Product own = start(product, server, mark)) {
      own.prepare("POST", "/v1/emails", MAIL);
      tried = Pause.until(LIMIT, () -> server.refused() > 0 && hasAttempt(own));
      for (String path : paths(own)) {
        look(leaks, mark, path, own.ask("GET", path, "").body());
      }
      for (String path : MANAGEMENT) {
        look(leaks, mark, path, management(own, path));
      }
      output = own.output();
    }
    look(leaks, mark, "the output", output.text());
    return List.of(
        new Finding(
            name(),
            "an SMTP password that the server refuses and repeats",
            (tried ? "a mail was tried; " : "no mail was tried; ")
                + (leaks.isEmpty() ? "nothing says it" : "said by " + leaks),
            "the secret is in no output and no answer",
            tried && leaks.isEmpty()));
  }

  private static Product start(Product product, RefusingMailServer server, Mark mark)
      throws IOException {
    return Product.start(
        product.folder().resolve("at-work"),
        "512m",
        Map.of("CARILLON_SMTP_URL", server.url("user", mark.text())));
  }

  private static void look(List<String> leaks, Mark mark, String where, String text) {
    if (mark.isIn(text)) {
      leaks.add(where + " (" + mark.line(text) + ")");
    }
  }

  private static List<String> paths(Product product) throws IOException {
    List<String> paths = new ArrayList<>(PATHS);
    paths.add("/v1/emails/" + mail(product));
    return paths;
  }

  private static String mail(Product product) throws IOException {
    String list = product.ask("GET", "/v1/emails", "").body();
    int id = list.indexOf("\"id\":\"") + 6;
    return list.substring(id, list.indexOf('"', id));
  }

  private static boolean hasAttempt(Product product) {
    try {
      String mail = product.ask("GET", "/v1/emails/" + mail(product), "").body();
      return mail.contains("535 ");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String management(Product product, String path) throws IOException {
    try (Line line = Line.open(product.managementPort(), "127.0.0.1")) {
      line.write("GET " + path + " HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n");
      return line.answer(LIMIT).body();
    }
  }
}
