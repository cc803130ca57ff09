package dev.carillon.bench.chaos.smtp;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/**
 * An SMTP server that refuses, hangs, drops the link before and after the final dot, or answers
 * byte by byte, at random; and writes down every fate.
 */
public final class HostileServer implements AutoCloseable {
  private static final int BACKLOG = 200;

  private final int port;
  private final Mood mood;
  private final Fates fates;
  private final LongSupplier clock;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private ServerSocket sockets;

  /** Listens on a port of the loopback address. */
  public HostileServer(int port, Mood mood, Fates fates, LongSupplier clock) throws IOException {
    this.port = port;
    this.mood = mood;
    this.fates = fates;
    this.clock = clock;
    this.sockets = listen();
  }

  private ServerSocket listen() throws IOException {
    ServerSocket listening = new ServerSocket();
    listening.setReuseAddress(true);
    listening.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), BACKLOG);
    Thread.ofPlatform().daemon().start(() -> accept(listening));
    return listening;
  }

  private void accept(ServerSocket listening) {
    try {
      while (true) {
        Socket socket = listening.accept();
        open.add(socket);
        Thread.ofVirtual()
            .start(
                () -> {
                  new Conversation(socket, mood, fates, clock).hold();
                  open.remove(socket);
                });
      }
    } catch (IOException closed) {
      // it has gone away
    }
  }

  /** Nobody listens any more, and all links are cut. */
  public void goAway() {
    try {
      sockets.close();
      for (Socket socket : open) {
        socket.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Listens again. */
  public void comeBack() {
    try {
      sockets = listen();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    goAway();
  }
}
