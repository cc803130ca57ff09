package dev.carillon.bench.abuse.product;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** The kernel's TCP connections of one server port, at one moment. */
public final class KernelTable {
  private static final String ESTABLISHED = "01";
  private static final int HEX = 16;

  /** By the client's address and port: bytes that the server's kernel holds of it, unread. */
  private final Map<String, Long> unreadByServer = new HashMap<>();

  /** By the client's address and port: bytes that have not reached the server's kernel. */
  private final Map<String, Long> onTheWay = new HashMap<>();

  private final Set<String> established = new HashSet<>();
  private long unsent;

  private KernelTable() {}

  /** Looks. */
  public static KernelTable of(int port) {
    KernelTable table = new KernelTable();
    for (String file : new String[] {"/proc/net/tcp", "/proc/net/tcp6"}) {
      try {
        if (Files.exists(Path.of(file))) {
          Files.readAllLines(Path.of(file)).stream().skip(1).forEach(l -> table.add(l, port));
        }
      } catch (IOException e) {
        throw new java.io.UncheckedIOException(e);
      }
    }
    return table;
  }

  private void add(String line, int port) {
    String[] fields = line.strip().split("\\s+", 6);
    int local = port(fields[1]);
    String remote = fields[2];
    String[] queues = fields[4].split(":", 2);
    if (local == port && port(remote) != 0) {
      if (fields[3].equals(ESTABLISHED)) {
        established.add(readable(remote));
      }
      unsent += Long.parseLong(queues[0], HEX);
      unreadByServer.put(readable(remote), Long.parseLong(queues[1], HEX));
    } else if (port(remote) == port) {
      onTheWay.put(readable(fields[1]), Long.parseLong(queues[0], HEX));
    }
  }

  private static int port(String address) {
    return Integer.parseInt(address.substring(address.indexOf(':') + 1), HEX);
  }

  /** The kernel writes the address's last four bytes backwards, and of IPv6 others before them. */
  private static String readable(String address) {
    int colon = address.indexOf(':');
    StringBuilder text = new StringBuilder();
    for (int end = colon; end > colon - 8; end -= 2) {
      text.append(Integer.parseInt(address.substring(end - 2, end), HEX));
      text.append(end - 2 > colon - 8 ? '.' : ':');
    }
    return text.append(port(address)).toString();
  }

  /** Whether the server's end of a connection is open both ways. */
  public boolean isOpen(String client) {
    return established.contains(client);
  }

  /** Whether both its ends are in the table, and the server's is open. */
  public boolean isWhole(String client) {
    return isOpen(client) && onTheWay.containsKey(client);
  }

  /** How many of these are open. */
  public long open(Set<String> clients) {
    return clients.stream().filter(established::contains).count();
  }

  /** How many connections the server has in all. */
  public int open() {
    return established.size();
  }

  /** Bytes that were written at the client's end and that the server's process has not read. */
  public long unread(String client) {
    return unreadByServer.getOrDefault(client, 0L) + onTheWay.getOrDefault(client, 0L);
  }

  /** Bytes that the kernel holds because clients do not take them. */
  public long unsent() {
    return unsent;
  }
}
