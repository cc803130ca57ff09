package dev.carillon.bench.users;

import dev.carillon.launcher.node.Node;
import dev.carillon.launcher.node.NodeOptions;
import dev.carillon.launcher.node.Services;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The product as it ships: gateway and users-service in one process, with their defaults. */
final class ProductServer {
  private ProductServer() {}

  /** A file with the settings. */
  public static void main(String[] arguments) throws Exception {
    JsonObject config = new JsonObject(Files.readString(Path.of(arguments[0])));
    Vertx vertx = Node.start(NodeOptions.alone()).await();
    new Services(vertx, config).start(List.of(Services.Name.USERS, Services.Name.GATEWAY)).await();
    System.out.println("ready");
  }
}
