package dev.carillon.gateway.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.async.time.Clocks;
import dev.carillon.bus.Bus;
import dev.carillon.bus.Call;
import dev.carillon.bus.instance.Nodes;
import dev.carillon.bus.name.NodeNames;
import dev.carillon.config.ConfigSource;
import dev.carillon.contract.cluster.NodeRow;
import dev.carillon.lifecycle.Component;
import dev.carillon.management.Management;
import dev.carillon.testkit.TestCluster;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Three processes, of which one's words to another one get lost, and not the other way round. */
class OneWayIT {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  private final TestCluster cluster = new TestCluster();
  private final List<Vertx> members = new ArrayList<>();
  private final List<Component> managements = new ArrayList<>();
  private SilentProxy proxy;

  /** Passes on what goes from the client to the server, until it is told to swallow it. */
  private static final class SilentProxy implements AutoCloseable {
    private final ServerSocket listening =
        new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final int target;
    private volatile boolean silent;

    SilentProxy(int target) throws IOException {
      this.target = target;
      Thread.ofVirtual().start(this::accept);
    }

    private void accept() {
      try {
        while (true) {
          Socket client = listening.accept();
          Socket server = new Socket(InetAddress.getLoopbackAddress(), target);
          Thread.ofVirtual().start(() -> pump(client, server, true));
          Thread.ofVirtual().start(() -> pump(server, client, false));
        }
      } catch (IOException closed) {
        // it is over
      }
    }

    private void pump(Socket from, Socket to, boolean may) {
      byte[] buffer = new byte[16 << 10];
      try (from;
          to) {
        InputStream in = from.getInputStream();
        OutputStream out = to.getOutputStream();
        for (int n = in.read(buffer); n > 0; n = in.read(buffer)) {
          if (!may || !silent) {
            out.write(buffer, 0, n);
          }
        }
      } catch (IOException gone) {
        // so is the other side
      }
    }

    @Override
    public void close() throws IOException {
      listening.close();
    }
  }

  @BeforeEach
  void start() throws Exception {
    for (int i = 0; i < 3; i++) {
      members.add(cluster.join());
    }
    proxy = new SilentProxy(cluster.port(id(1)));
    cluster.detour(id(0), id(1), proxy.listening.getLocalPort());
    List<String> names = List.of("gateway1", "users1", "users2");
    for (int i = 0; i < 3; i++) {
      JsonObject config =
          new JsonObject().put("CARILLON_MANAGEMENT_PORT", 0).put("CARILLON_NODE", names.get(i));
      Component management =
          Management.component(members.get(i), ConfigSource.of(config, Map.of()), Clocks.system());
      managements.add(management);
      management.start().get().await(30, TimeUnit.SECONDS);
    }
  }

  private String id(int member) {
    return Nodes.own(members.get(member));
  }

  @AfterEach
  void close() throws Exception {
    for (Component management : managements) {
      management.stop().get().await(30, TimeUnit.SECONDS);
    }
    cluster.close();
    proxy.close();
  }

  private ClusterReport report(int member) {
    Bus bus = new Bus(members.get(member), Clocks.system());
    Call call = Call.internal("tester", Duration.ofSeconds(5), Clocks.system());
    Map<String, NodeRow> rows = new Survey(bus, Clocks.system()).rows(call).await();
    return new Diagnosis(new Matrix(rows, bus.node()), Clocks.system().now()).report();
  }

  private void awaitReport(int member, String what, Predicate<ClusterReport> is) {
    long end = System.nanoTime() + LIMIT.toNanos();
    ClusterReport report = report(member);
    while (!is.test(report)) {
      assertThat(System.nanoTime()).as(what + ", not " + report).isLessThan(end);
      members.get(member).timer(100, TimeUnit.MILLISECONDS).await();
      report = report(member);
    }
  }

  /** No process without a service is ready, which is no matter of links. */
  private static boolean linksAreWell(ClusterReport report) {
    return report.links().size() == 6
        && report.links().stream().allMatch(ClusterReport.Link::ok)
        && report.troubles().stream().allMatch(t -> t.contains("is not ready"));
  }

  @Test
  void theDirectionThatIsBrokenIsNamedFromEverywhereAndForgottenWhenItIsMended() {
    for (int member = 0; member < 3; member++) {
      awaitReport(member, "links that are well", OneWayIT::linksAreWell);
    }
    assertThat(NodeNames.of(members.get(0)).of(id(1))).isEqualTo("users1");
    proxy.silent = true;
    for (int member = 0; member < 3; member++) {
      awaitReport(
          member,
          "the broken way",
          report ->
              report.troubles().stream()
                  .filter(t -> !t.contains("is not ready"))
                  .toList()
                  .equals(
                      List.of(
                          "The link from gateway1 to users1 is broken, and the one back is not")));
    }
    assertThat(report(0).toString()).doesNotContain(id(0), id(1), id(2));
    proxy.silent = false;
    for (int member = 0; member < 3; member++) {
      awaitReport(member, "links that are well again", OneWayIT::linksAreWell);
    }
  }
}
