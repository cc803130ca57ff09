package dev.carillon.bus.tls;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.group.ChannelGroup;
import io.netty.handler.ssl.SslHandler;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetServer;
import java.lang.reflect.Field;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The two sockets of a clustered event bus, which Vert.x shows to nobody: the server that the other
 * members connect to, and the client that connects to them. The only place that looks into Vert.x
 * for them; another version may keep them elsewhere, and then nothing starts ({@code
 * ClosedBusTest}).
 */
final class BusSockets {
  private static final Logger LOG = LoggerFactory.getLogger(BusSockets.class);

  private final NetServer server;
  private final NetClient client;

  private BusSockets(NetServer server, NetClient client) {
    this.server = server;
    this.client = client;
  }

  /**
   * Those of a member.
   *
   * @throws IllegalStateException if this version of Vert.x keeps them elsewhere
   */
  static BusSockets of(Vertx vertx) {
    Object bus = vertx.eventBus();
    return new BusSockets(
        field(bus, "server", NetServer.class), field(bus, "client", NetClient.class));
  }

  private static <T> T field(Object owner, String name, Class<T> type) {
    try {
      for (Class<?> c = owner.getClass(); c != null; c = c.getSuperclass()) {
        for (Field field : c.getDeclaredFields()) {
          if (field.getName().equals(name)) {
            field.setAccessible(true);
            return type.cast(field.get(owner));
          }
        }
      }
    } catch (ReflectiveOperationException | RuntimeException e) {
      throw new IllegalStateException(elsewhere(owner, name), e);
    }
    throw new IllegalStateException(elsewhere(owner, name));
  }

  private static String elsewhere(Object owner, String name) {
    return "This version of Vert.x is not known to the cluster's TLS: "
        + owner.getClass().getName()
        + " has no "
        + name;
  }

  /** New connections are made with these; those that are open stay. */
  Future<Void> use(Credentials credentials) {
    return server
        .updateSSLOptions(credentials.server(), true)
        .compose(changed -> client.updateSSLOptions(credentials.client(), true))
        .mapEmpty();
  }

  /** Cuts open connections of those who would not be let in any more. */
  void cutStrangers(MemberTrust trust) {
    for (Object end : new Object[] {server, client}) {
      for (Channel channel : field(end, "channelGroup", ChannelGroup.class)) {
        SslHandler tls = channel.pipeline().get(SslHandler.class);
        if (tls != null && !isMember(tls, trust)) {
          LOG.warn(
              "The member at {} is cut off: its certificate is not accepted any more",
              channel.remoteAddress());
          channel.close().addListener(ChannelFutureListener.FIRE_EXCEPTION_ON_FAILURE);
        }
      }
    }
  }

  private static boolean isMember(SslHandler tls, MemberTrust trust) {
    try {
      X509Certificate[] chain = (X509Certificate[]) tls.engine().getSession().getPeerCertificates();
      trust.checkClientTrusted(chain, chain[0].getPublicKey().getAlgorithm());
      return true;
    } catch (SSLPeerUnverifiedException stillShakingHands) {
      return true;
    } catch (CertificateException e) {
      return false;
    }
  }
}
