package dev.carillon.e2e.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.e2e.harness.Client;
import dev.carillon.e2e.harness.CollectorStub;
import dev.carillon.e2e.harness.CollectorStub.Seen;
import io.vertx.core.json.JsonObject;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What a collector hears of three processes. */
final class TraceSteps {
  private static final String CALLER = "00f067aa0ba902b7";
  private static final String MAIL = "4bf92f3577b34da6a3ce929d0e0e4701";
  private static final String USER = "4bf92f3577b34da6a3ce929d0e0e4702";

  private final Client client;
  private final CollectorStub collector;

  TraceSteps(Cluster cluster, CollectorStub collector) {
    this.client = cluster.client("gateway");
    this.collector = collector;
  }

  /** Settings with which it hears of them. */
  static Map<String, String> told(CollectorStub collector, Map<String, String> settings) {
    Map<String, String> all = new HashMap<>(settings);
    all.put("CARILLON_OTLP_ENDPOINT", collector.url());
    return all;
  }

  void whatAClientDoesIsOneTreeThroughThreeProcesses() {
    post("/v1/emails", Client.mail("traced@example.org", "Traced"), MAIL).hasStatus(202);
    List<Seen> mail =
        collector.tree(
            MAIL,
            CALLER,
            "POST /v1/emails",
            "INSERT mail",
            "mail.attempt",
            "smtp replied",
            "mail.settle",
            "mail.changed.v1");
    assertThat(processOf(mail, "POST /v1/emails")).isEqualTo("carillon-gateway gateway1");
    assertThat(processOf(mail, "INSERT mail")).isEqualTo("carillon-notifier notifier1");
    assertThat(processOf(mail, "smtp replied")).isEqualTo("carillon-notifier notifier1");
    assertThat(processOf(mail, "mail.changed.v1")).startsWith("carillon-gateway ");

    JsonObject user = new JsonObject().put("email", "traced.user@example.org").put("name", "T");
    post("/v1/users", user, USER).hasStatus(201);
    List<Seen> created =
        collector.tree(
            USER,
            CALLER,
            "POST /v1/users",
            "INSERT users",
            "outbox.deliver",
            "users.changed.v1",
            "mail.attempt",
            "smtp replied",
            "mail.settle");
    assertThat(processOf(created, "POST /v1/users")).isEqualTo("carillon-gateway gateway1");
    assertThat(processOf(created, "INSERT users")).isEqualTo("carillon-users users1");
    assertThat(processOf(created, "outbox.deliver")).isEqualTo("carillon-users users1");
    assertThat(processOf(created, "mail.attempt")).isEqualTo("carillon-notifier notifier1");
  }

  private Client.Answer post(String path, JsonObject body, String trace) {
    return client.send("POST", path, body, "traceparent", "00-" + trace + "-" + CALLER + "-01");
  }

  private static String processOf(List<Seen> spans, String name) {
    return spans.stream().filter(s -> s.name().equals(name)).findFirst().orElseThrow().process();
  }
}
