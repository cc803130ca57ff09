package dev.carillon.e2e.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.e2e.harness.Client;
import dev.carillon.e2e.harness.Running;
import dev.carillon.testkit.TestAuthority;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/** Who has no certificate comes to a cluster whose bus is closed; all get other certificates. */
record ClosedSteps(Cluster cluster) {
  /** The same program joins what has no TLS, and gets no further. */
  void whoHasNoCertificateIsNotHeard(JavaExample example) {
    Map<String, String> open = new HashMap<>(cluster.membership());
    open.keySet().removeIf(name -> name.contains("_TLS_"));
    Running stranger = example.run(open, "by-stranger@example.org", "x@example.org");
    assertThat(stranger.awaitExit()).as(stranger.output()).isNotZero();
    assertThat(stranger.output()).doesNotContain("created by-stranger");
    assertThat(
            cluster
                .client("gateway")
                .get("/v1/users?email=by-stranger@example.org")
                .hasStatus(200)
                .items())
        .isEmpty();
  }

  void certificatesAreExchangedWithoutALostRequest(TestAuthority authority) throws Exception {
    Client client = cluster.client("gateway");
    AtomicBoolean done = new AtomicBoolean();
    CompletableFuture<Integer> asked =
        CompletableFuture.supplyAsync(
            () -> {
              int count = 0;
              while (!done.get()) {
                client.get("/v1/users?limit=1").hasStatus(200);
                count++;
              }
              return count;
            });
    cluster.renew(authority);
    done.set(true);
    assertThat(asked.get(90, TimeUnit.SECONDS)).isPositive();
    cluster.startAndAwait("gateway2", "gateway"); // with the new one
    cluster.awaitReady("gateway2");
    cluster.client("gateway2").get("/v1/users?limit=1").hasStatus(200);
    cluster.process("gateway2").stop();
  }
}
