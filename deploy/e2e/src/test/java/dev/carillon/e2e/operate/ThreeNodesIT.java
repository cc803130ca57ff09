package dev.carillon.e2e.operate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.bench.process.PostgresControl;
import dev.carillon.e2e.harness.Alone;
import dev.carillon.e2e.harness.Programs;
import dev.carillon.e2e.harness.Running;
import dev.carillon.e2e.harness.SmtpSink;
import dev.carillon.embedded.FreePorts;
import dev.carillon.embedded.testkit.Await;
import dev.carillon.embedded.testkit.Backends;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code three-nodes.md} from top to bottom, block by block, as its reader would: on one machine
 * with three loopback addresses, where each node has a folder for its {@code /opt} and {@code
 * /etc}. Real PostgreSQL, HAProxy, certificates and processes; only systemd is a few lines of ours.
 * While nodes are exchanged, clients ask through the proxy, and every answer must be good.
 */
@ExtendWith(Alone.class)
class ThreeNodesIT {
  private static final Path PAGE = Path.of("../docs/three-nodes.md");
  private static final Pattern FENCE = Pattern.compile("(?ms)^```sh\n(.*?)^```");
  private static final Path SHIMS = Path.of("src/test/resources/three-nodes").toAbsolutePath();
  private static final List<Integer> NODES = List.of(1, 2, 3);
  private static final List<String> PAGE_BLOCKS = blocks();
  private static final String NEXT = "carillon-0.1.1.tar.gz";
  private static final String DONE = "All done\n";
  private static final Duration LIMIT = Duration.ofSeconds(60);

  @TempDir Path folder;
  private final int proxy = FreePorts.next();
  private final List<String> blocks = new ArrayList<>(PAGE_BLOCKS);
  private SmtpSink sink;
  private Backends backends;
  private Path desk;

  @BeforeEach
  void start() throws IOException {
    List.of("psql", "haproxy", "openssl", "curl").forEach(Programs::need);
    sink = SmtpSink.start(folder);
    backends = Backends.start(folder.resolve("db"), sink.url());
    desk = Files.createDirectories(folder.resolve("desk"));
    Path pieces = Installation.pieces(folder.resolve("carillon-0.1.0"));
    tarball("carillon-0.1.0");
    Files.move(pieces, folder.resolve("carillon-0.1.1"));
    tarball("carillon-0.1.1");
  }

  @AfterEach
  void stop() throws IOException {
    for (Path file : files("carillon.pid", "haproxy.pid")) {
      ProcessHandle.of(Long.parseLong(Files.readString(file).strip()))
          .ifPresent(ProcessHandle::destroyForcibly);
    }
    if (backends != null) {
      backends.close();
    }
    if (sink != null) {
      sink.close();
    }
  }

  @Test
  void thePageLeadsToAClusterThatIsExchangedWithoutAFailure() throws IOException {
    lettingNobodyElseIn();
    run("roles", folder, block("create role carillon_owner"), Map.of());
    restartPostgres();
    run("certificates", desk, block("openssl req -x509"), Map.of());
    desk = desk.resolve("cluster");
    run("settings", desk, block("cat > carillon.env"), Map.of());
    for (int node : NODES) {
      bring(node);
      onNode(node, block("useradd"));
      onNode(node, block("carillon check"));
      onNode(node, block("systemctl enable"));
    }
    askTheDoctor();
    certificateOfTheWorld();
    run("proxy", desk, block("cat > haproxy.cfg"), Map.of());
    assertThat(run("works", desk, block("/v1/users"), Map.of()))
        .contains("ada@example.org", "\"balanced\":true");
    Await.until(LIMIT, () -> "the mail", () -> arrived("bob@example.org"));

    try (Running reading = caller("reads");
        Running mailing = caller("mails")) {
      assertThat(onNode(2, block("carillon backup"))).contains("the books balance.", " 0 missing.");
      for (int node : NODES) {
        Files.copy(folder.resolve(NEXT), root(node).resolve("cluster").resolve(NEXT));
        onNode(node, block("$(ls carillon-*.tar.gz"));
      }
      onNode(2, block("head -n 1)\" /opt/carillon")); // one back, beside two that are not
      exchangeKeys();
      run("another login", folder, block("create role carillon_2"), Map.of());
      for (int node : NODES) {
        onNode(node, block("sed -i"));
      }
      run("end of the first login", folder, block("nologin"), Map.of());
      askTheDoctor();
      Files.createFile(desk.resolve("stop"));
      assertThat(reading.awaitExit(LIMIT)).as(reading.output()).isZero();
      assertThat(mailing.awaitExit(LIMIT)).as(mailing.output()).isZero();
    }
    assertThat(blocks).as("blocks of commands that were not run").containsOnly("");
    nothingFailed();
  }

  private void nothingFailed() throws IOException {
    List<String> reads = Files.readAllLines(desk.resolve("calls.reads"));
    List<String> mails = Files.readAllLines(desk.resolve("calls.mails"));
    assertThat(reads).hasSizeGreaterThan(50);
    assertThat(mails).hasSizeGreaterThan(50);
    assertThat(reads).filteredOn(call -> !call.startsWith("200 ")).isEmpty();
    assertThat(mails).filteredOn(call -> !call.startsWith("202 ")).isEmpty();
    IntStream.rangeClosed(1, mails.size())
        .forEach(
            n -> Await.until(LIMIT, () -> "mail " + n, () -> arrived("c" + n + "@example.org")));
  }

  /** The one block that says this; each is asked for, some several times. */
  private String block(String saying) {
    List<String> found = PAGE_BLOCKS.stream().filter(block -> block.contains(saying)).toList();
    assertThat(found).as("blocks that say " + saying).hasSize(1);
    blocks.replaceAll(block -> block.equals(found.get(0)) ? "" : block);
    return found.get(0);
  }

  /** As a fresh server elsewhere: the embedded one knows what comes from its own machine. */
  private void lettingNobodyElseIn() throws IOException {
    Path rules = folder.resolve("db/postgres/pg_hba.conf");
    String given = Files.readString(rules);
    String closed = given.replaceAll("(?m)^(host\\s+all\\s+)all\\b", "$1postgres");
    assertThat(closed).isNotEqualTo(given);
    Files.writeString(rules, closed);
  }

  /** Without the address and the connections that an embedded one has on its command line. */
  private void restartPostgres() throws IOException {
    Path options = folder.resolve("db/postgres/postmaster.opts");
    String given = Files.readString(options);
    String left = given.replaceAll("\"-c\" \"(max_connections|listen_addresses)=[^\"]*\" ?", "");
    assertThat(left).isNotEqualTo(given).doesNotContain("listen_addresses", "max_connections");
    Files.writeString(options, left);
    PostgresControl server = PostgresControl.of(folder.resolve("db/postgres"));
    server.stop();
    server.start();
  }

  private boolean arrived(String recipient) {
    return sink.arrivals().stream().anyMatch(mail -> mail.recipient().equals(recipient));
  }

  /** What the page says to bring: the tarball and the folder, without two keys. */
  private void bring(int node) throws IOException {
    Path to = Files.createDirectories(root(node).resolve("cluster"));
    for (String place : List.of("opt", "etc/systemd/system", "var/lib")) {
      Files.createDirectories(root(node).resolve(place));
    }
    try (Stream<Path> files = Files.list(desk)) {
      for (Path file : files.toList()) {
        Files.copy(file, to.resolve(file.getFileName()));
      }
    }
    Files.delete(to.resolve("ca.key"));
    Files.delete(to.resolve("admin.key"));
    Files.copy(folder.resolve("carillon-0.1.0.tar.gz"), to.resolve("carillon-0.1.0.tar.gz"));
  }

  private Path root(int node) {
    return folder.resolve("node" + node);
  }

  private String onNode(int node, String block) {
    String output = outputOnNode(node, block);
    assertThat(output).as("node" + node + ": " + block).endsWith(DONE);
    return output;
  }

  /** In the node's folder, with the key of the administrator at hand to be typed. */
  private String outputOnNode(int node, String block) {
    String root = root(node).toString();
    String here =
        block
            .replaceAll("(?<![\\w.])/(opt|etc|var)\\b", root + "/$1")
            .replaceFirst("(?m)^NODE=node1$", "NODE=node" + node);
    String names = "useradd() { [ \"${@: -1}\" = carillon ]; }\n";
    String typed = "exec < <(cat '" + desk + "/admin.key')\n";
    Path where = root(node).resolve("cluster");
    return output("node" + node, where, names + typed + here, Map.of("NODE_ROOT", root));
  }

  /** Of the file, and of the bus; every node takes the new key, and calls go on. */
  private void exchangeKeys() throws IOException {
    run("second key", desk, block("second.key"), Map.of());
    for (int node : NODES) {
      for (String file : List.of("keys", "member.pem", "member.key")) {
        Path to = root(node).resolve("cluster").resolve(file);
        Files.copy(desk.resolve(file), to, StandardCopyOption.REPLACE_EXISTING);
      }
      onNode(node, block("systemctl reload"));
      String ask =
          "curl -sS -o /dev/null -w '%{http_code}\n' -H \"Authorization: Bearer $(cat second.key)\""
              + " http://10.0.0.1"
              + node
              + ":8080/v1/ledger";
      Await.until(
          LIMIT,
          () -> "the new key on node" + node,
          () -> output("second", desk, ask, Map.of()).startsWith("200\n"));
    }
  }

  private void certificateOfTheWorld() {
    run(
        "world",
        desk,
        """
        openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -noenc -days 2 -subj /CN=api \
          -addext subjectAltName=DNS:api.example.org -keyout world.key -out world.pem
        cat world.pem world.key > api.pem
        """,
        Map.of());
  }

  private Running caller(String kind) {
    return Running.start(
        folder.resolve(kind + ".log"),
        Map.of(),
        ProxyCaller.class.getName(),
        desk.toString(),
        "127.0.0.20",
        Integer.toString(proxy),
        kind);
  }

  /** The name of the world's address is known to this test alone, and so is who signed for it. */
  private String curl() {
    return "curl() { command curl --connect-to api.example.org:443:127.0.0.20:"
        + proxy
        + " --cacert '"
        + desk
        + "/world.pem' \"$@\"; }\n";
  }

  /** Who has just come is not known to everybody in its first seconds, and the doctor says so. */
  private void askTheDoctor() {
    Await.until(
        LIMIT,
        () -> "nothing to say: " + outputOnNode(1, block("doctor")),
        () -> outputOnNode(1, block("doctor")).endsWith(DONE));
  }

  /** A block in its folder; every command of it must succeed. */
  private String run(String name, Path where, String block, Map<String, String> more) {
    String output = output(name, where, block, more);
    assertThat(output).as(name).endsWith(DONE);
    return output;
  }

  private String output(String name, Path where, String block, Map<String, String> more) {
    String path = "PATH=" + (more.isEmpty() ? "" : SHIMS + ":") + "$PATH\n";
    String known = desk.endsWith("cluster") ? curl() : "";
    String lines = "set -euo pipefail\ncd '" + where + "'\n" + path + known;
    return Programs.shell(
        folder.resolve(name + ".txt"),
        environment(more),
        lines + here(block) + "\necho '" + DONE.strip() + "'\n");
  }

  /** The page's addresses are loopback's, and its servers those of the test. */
  private String here(String block) {
    Map<String, String> servers = backends.environment();
    return block
        .replace("10.0.0.10:5432", "127.0.0.10:" + postgresPort())
        .replace(
            "mongodb://carillon:mongo-secret@10.0.0.10:27017/carillon",
            servers.get("CARILLON_MONGO_URL"))
        .replace("smtp://mailer:smtp-secret@mail.example.org:587", sink.url())
        .replace("10.0.0.", "127.0.0.")
        .replace("127.0.0.20:443", "127.0.0.20:" + proxy);
  }

  private String postgresPort() {
    return backends.environment().get("CARILLON_USERS_PG_URL").replaceAll(".*:(\\d+)/.*", "$1");
  }

  private Map<String, String> environment(Map<String, String> more) {
    Map<String, String> all = new HashMap<>(more);
    all.put("PATH", System.getenv("PATH"));
    all.put("PLAIN_PATH", System.getenv("PATH"));
    all.put("HOME", folder.toString());
    all.put("JAVA_HOME", System.getProperty("java.home"));
    all.put("CARILLON_HEAP", "512m");
    all.put("CARILLON_AOT", "off"); // DistIT has it made
    all.put("CARILLON_JAVA_OPTS", "-XX:TieredStopAtLevel=1");
    all.put("PGHOST", "127.0.0.1");
    all.put("PGPORT", postgresPort());
    all.put("PGUSER", "postgres");
    try {
      all.put("PGPASSWORD", Files.readString(folder.resolve("db/postgres.password")).strip());
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    return all;
  }

  private void tarball(String name) {
    Programs.shell(
        folder.resolve(name + ".txt"),
        Map.of(),
        "cd '" + folder + "' && tar -cf - " + name + " | gzip -1 > " + name + ".tar.gz");
  }

  private List<Path> files(String... names) throws IOException {
    try (Stream<Path> files = Files.walk(folder, 3)) {
      return files.filter(file -> List.of(names).contains(file.getFileName().toString())).toList();
    }
  }

  private static List<String> blocks() {
    try {
      return FENCE.matcher(Files.readString(PAGE)).results().map(found -> found.group(1)).toList();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
