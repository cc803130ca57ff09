package dev.carillon.store.pg.outbox;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetSocket;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * A pooler as small as can be: who connects brings a session along, and then each transaction gets
 * the session that was free last. Knows of PostgreSQL's protocol only where messages of the server
 * begin, and which of them says that a transaction is over.
 */
final class TransactionPooler implements AutoCloseable {
  private static final int HEADER = 5;

  private final NetServer server;
  private final NetClient client;
  private final int port;
  private final Deque<Session> free = new ArrayDeque<>();

  /** A connection of somebody who thinks that it is a session. */
  private final class Guest {
    final NetSocket socket;
    Session lent;

    Guest(NetSocket socket, Session brought) {
      this.socket = socket;
      this.lent = brought;
      brought.guest = this;
    }

    void say(Buffer bytes) {
      if (bytes.getByte(0) == 'X' && lent == null) {
        return; // a goodbye: its session stays
      }
      if (lent == null) {
        lent = free.pop();
        lent.guest = this;
      }
      lent.socket.write(bytes);
    }
  }

  /** One of the server's. */
  private final class Session {
    final NetSocket socket;
    Guest guest;
    private Buffer heard = Buffer.buffer();

    Session(NetSocket socket) {
      this.socket = socket;
    }

    void hear(Buffer bytes) {
      heard.appendBuffer(bytes);
      while (heard.length() >= HEADER && heard.length() > heard.getInt(1)) {
        int length = heard.getInt(1) + 1;
        Buffer message = heard.getBuffer(0, length);
        heard = heard.getBuffer(length, heard.length());
        guest.socket.write(message);
        if (message.getByte(0) == 'Z' && message.getByte(HEADER) == 'I') {
          guest.lent = null;
          free.push(this);
        }
      }
    }
  }

  /** Before the server at this port. */
  TransactionPooler(Vertx vertx, int port) {
    this.port = port;
    this.client = vertx.createNetClient();
    this.server = vertx.createNetServer();
    server.connectHandler(this::welcome).listen(0, "127.0.0.1").await();
  }

  private void welcome(NetSocket socket) {
    socket.pause();
    client
        .connect(port, "127.0.0.1")
        .onSuccess(
            far -> {
              Session session = new Session(far);
              Guest guest = new Guest(socket, session);
              far.handler(bytes -> locked(() -> session.hear(bytes)));
              socket.handler(bytes -> locked(() -> guest.say(bytes)));
              socket.resume();
            })
        .onFailure(e -> socket.close());
  }

  private synchronized void locked(Runnable step) {
    step.run();
  }

  int port() {
    return server.actualPort();
  }

  @Override
  public void close() {
    server.close().await();
    client.close().await();
  }
}
