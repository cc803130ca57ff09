package dev.carillon.bench.users.server;

import dev.carillon.launcher.node.Node;
import dev.carillon.launcher.node.NodeOptions;
import io.vertx.core.Deployable;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;

/** Vert.x alone: whatever is asked for is answered with an empty 200, and nothing is looked at. */
public final class BareServer extends VerticleBase {
  private final int port;

  private BareServer(int port) {
    this.port = port;
  }

  /** Port. */
  public static void main(String[] arguments) {
    Vertx vertx = Node.start(NodeOptions.alone()).await();
    int port = Integer.parseInt(arguments[0]);
    vertx
        .deployVerticle(
            () -> (Deployable) new BareServer(port),
            new DeploymentOptions().setInstances(Runtime.getRuntime().availableProcessors()))
        .await();
    System.out.println("ready");
  }

  @Override
  public Future<?> start() {
    return vertx
        .createHttpServer()
        .requestHandler(request -> request.response().end())
        .listen(port, "127.0.0.1");
  }
}
