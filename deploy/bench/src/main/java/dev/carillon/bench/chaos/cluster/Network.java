package dev.carillon.bench.chaos.cluster;

import dev.carillon.bench.chaos.fleet.TcpProxy;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where the processes run: all of them on the loopback address, or each on a host of its own, which
 * is a network namespace at a bridge. A port of that bridge that is disabled is a cable that was
 * pulled: packets are gone both ways and nobody is told. PostgreSQL and the other servers stay on
 * the loopback address of the harness, and proxies stand for them on its address at the bridge.
 */
public final class Network implements AutoCloseable {
  /** Set in a process that may have hosts of its own. */
  public static final String OWN_NETWORK = "carillon.chaos.own-network";

  private static final String LOOPBACK = "127.0.0.1";
  private static final Pattern SERVER = Pattern.compile("127\\.0\\.0\\.1:(\\d+)");
  private static final String BRIDGE = "carillon0";
  private static final String SUBNET = "10.231.77.";
  private static final String HARNESS = SUBNET + "1";
  private static final int FIRST = 11;

  private final boolean hasHosts;
  private final List<TcpProxy> servers = new ArrayList<>();
  private int hosts;

  private Network(boolean hasHosts) {
    this.hasHosts = hasHosts;
  }

  /** With hosts of their own if this process may have them. */
  static Network open() throws IOException {
    Network network = new Network(Boolean.getBoolean(OWN_NETWORK));
    if (network.hasHosts) {
      ip("link", "set", "lo", "up");
      ip("link", "add", BRIDGE, "type", "bridge");
      ip("addr", "add", HARNESS + "/24", "dev", BRIDGE);
      ip("link", "set", BRIDGE, "up");
      run("mkdir", "-p", "/run/netns");
      run("mount", "-t", "tmpfs", "none", "/run/netns");
    }
    return network;
  }

  /** Whether {@link #cut} can be done. */
  boolean hasHosts() {
    return hasHosts;
  }

  /** Makes a host for a process; its address. */
  String host(String name) throws IOException {
    if (!hasHosts) {
      return LOOPBACK;
    }
    String address = SUBNET + (FIRST + hosts++);
    ip("netns", "add", name);
    ip("link", "add", port(name), "type", "veth", "peer", "name", "eth0", "netns", name);
    ip("link", "set", port(name), "master", BRIDGE, "up");
    ip("-n", name, "addr", "add", address + "/24", "dev", "eth0");
    ip("-n", name, "link", "set", "lo", "up");
    ip("-n", name, "link", "set", "eth0", "up");
    return address;
  }

  /** What stands before the command of a process, so that it runs on its host. */
  List<String> on(String name) {
    return hasHosts ? List.of("ip", "netns", "exec", name) : List.of();
  }

  /** The settings as processes on their hosts need them: servers where they can be reached. */
  JsonObject reachable(JsonObject config) throws IOException {
    if (!hasHosts) {
      return config;
    }
    String text = config.encode();
    Matcher server = SERVER.matcher(text);
    for (int port :
        server.results().map(found -> Integer.parseInt(found.group(1))).distinct().toList()) {
      servers.add(
          new TcpProxy(new InetSocketAddress(HARNESS, port), () -> TcpProxy.loopback(port)));
    }
    return new JsonObject(text.replace(LOOPBACK, HARNESS));
  }

  /** Nobody reaches this host any more, and it reaches nobody. */
  void cut(String name) {
    bridge(name, "state", "0");
  }

  /** The end of {@link #cut}. */
  void heal(String name) {
    bridge(name, "state", "3");
  }

  /** These hosts do not reach one another, and all the others as before. */
  void part(List<String> names) {
    names.forEach(name -> bridge(name, "isolated", "on"));
  }

  /** The end of {@link #part}. */
  void join(List<String> names) {
    names.forEach(name -> bridge(name, "isolated", "off"));
  }

  private static String port(String name) {
    return "h-" + name;
  }

  private static void bridge(String name, String... what) {
    List<String> command = new ArrayList<>(List.of("bridge", "link", "set", "dev", port(name)));
    command.addAll(List.of(what));
    try {
      run(command.toArray(String[]::new));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void ip(String... arguments) throws IOException {
    List<String> command = new ArrayList<>(List.of("ip"));
    command.addAll(List.of(arguments));
    run(command.toArray(String[]::new));
  }

  private static void run(String... command) throws IOException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    try {
      if (process.waitFor() != 0) {
        throw new IOException(String.join(" ", command) + ": " + said);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  @Override
  public void close() {
    servers.forEach(TcpProxy::close);
  }
}
