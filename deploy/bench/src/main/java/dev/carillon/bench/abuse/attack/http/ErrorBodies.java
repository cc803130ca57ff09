package dev.carillon.bench.abuse.attack.http;

import dev.carillon.bench.abuse.attack.Attack;
import dev.carillon.bench.abuse.attack.Finding;
import dev.carillon.bench.abuse.attack.Scale;
import dev.carillon.bench.abuse.product.Keys;
import dev.carillon.bench.abuse.product.Product;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Requests that are refused by their head, whose bodies never end: fast ones and slow ones. */
final class ErrorBodies implements Attack {
  @Override
  public String name() {
    return "error-bodies";
  }

  @Override
  public List<Finding> run(Product product, Scale scale) throws IOException {
    List<Future<Finding>> running = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (EndlessBody body : all(product.keys())) {
        running.add(threads.submit(() -> body.send(product, scale)));
      }
      List<Finding> findings = new ArrayList<>();
      for (Future<Finding> one : running) {
        findings.add(one.get());
      }
      return findings;
    } catch (InterruptedException | ExecutionException e) {
      throw new IOException(e);
    }
  }

  private static List<EndlessBody> all(Keys keys) {
    String users = "/v1/users";
    String json = "Content-Type: application/json\r\n";
    String chunked = json + "Transfer-Encoding: chunked\r\n\r\n";
    String long10G = json + "Content-Length: 10000000000\r\n\r\n";
    List<EndlessBody> all = new ArrayList<>();
    for (boolean slow : new boolean[] {false, true}) {
      all.add(body(401, "no key", "POST", users, "", chunked, slow));
      all.add(body(401, "no key, 10 GB", "POST", users, "", long10G, slow));
      all.add(body(413, "10 GB", "POST", users, keys.admin(), long10G, slow));
      all.add(
          body(
              415,
              "text/plain",
              "POST",
              users,
              keys.admin(),
              chunked.replace("application/json", "text/plain"),
              slow));
    }
    all.add(whole(403, "a reader", Requests.head("POST", users, keys.reader()) + chunked));
    all.add(whole(413, "no length", Requests.head("POST", users, keys.admin()) + chunked));
    all.add(body(404, "no such path", "POST", "/v1/nothing", keys.admin(), chunked, false));
    all.add(body(405, "no such method", "PUT", users, keys.admin(), chunked, false));
    all.add(
        whole(400, "a parameter", Requests.head("POST", users + "?x=1", keys.admin()) + chunked));
    all.add(body(400, "a GET with a body", "GET", users, keys.admin(), chunked, false));
    all.add(body(404, "/unsubscribe", "POST", "/unsubscribe/x", "", chunked, false));
    all.add(body(400, "/ws", "GET", "/ws", "", chunked, false));
    return all;
  }

  private static EndlessBody body(
      int status, String what, String method, String path, String key, String rest, boolean slow) {
    return new EndlessBody(
        status, what, Requests.head(method, path, key) + rest, 0, rest.contains("chunked"), slow);
  }

  /** One that the server may read up to its limit before it answers. */
  private static EndlessBody whole(int status, String what, String head) {
    return new EndlessBody(status, what, head, 1 << 20, true, false);
  }
}
