package dev.carillon.client.member;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Names and what they stand for, which a test may change; numeric addresses are themselves. */
final class Dns implements Seeds.Names {
  private final Map<String, InetAddress[]> known = new ConcurrentHashMap<>();

  void put(String name, InetAddress... addresses) {
    known.put(name, addresses);
  }

  @Override
  public InetAddress[] of(String name) throws UnknownHostException {
    if (name.matches("[0-9.]+|.*:.*")) {
      return InetAddress.getAllByName(name);
    }
    InetAddress[] found = known.get(name);
    if (found == null) {
      throw new UnknownHostException(name);
    }
    return found;
  }
}
