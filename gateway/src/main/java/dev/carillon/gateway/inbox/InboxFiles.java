package dev.carillon.gateway.inbox;

import dev.carillon.bus.Bus;
import dev.carillon.contract.inbox.Inbox;
import dev.carillon.contract.inbox.InboxPiece;
import dev.carillon.contract.inbox.ReadInbox;
import dev.carillon.gateway.http.ApiRequest;
import dev.carillon.gateway.http.Chunks;
import dev.carillon.gateway.http.Param;
import dev.carillon.gateway.http.Reply;
import dev.carillon.gateway.http.Streamed;
import io.vertx.core.Future;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The source of a mail and its files, piece by piece at the speed of the reader. A file is one to
 * be saved, whatever it claims to be: no browser shows it in the name of this host.
 */
final class InboxFiles {
  static final String TEXT = "text/plain";
  static final String BYTES = "application/octet-stream";
  static final Param<Integer> NUMBER = Param.pathInteger("n", 0, 9_999);

  private static final String NOTHING = "sandbox; default-src 'none'; frame-ancestors 'none'";

  private final Bus bus;

  InboxFiles(Bus bus) {
    this.bus = bus;
  }

  Future<Reply> source(ApiRequest request, UUID id) {
    return first(request, new ReadInbox(id, null, 0))
        .map(piece -> reply(request, id, null, piece, TEXT + "; charset=utf-8", Map.of()));
  }

  Future<Reply> attachment(ApiRequest request, UUID id) {
    int number = request.path(NUMBER);
    return first(request, new ReadInbox(id, number, 0))
        .map(
            piece ->
                reply(
                    request,
                    id,
                    number,
                    piece,
                    BYTES,
                    Map.of("content-disposition", saved(String.valueOf(piece.name())))));
  }

  private Future<InboxPiece> first(ApiRequest request, ReadInbox read) {
    return bus.request(Inbox.READ, request.call(), read);
  }

  private Reply reply(
      ApiRequest request,
      UUID id,
      @Nullable Integer number,
      InboxPiece first,
      String type,
      Map<String, String> headers) {
    Map<String, String> all = new LinkedHashMap<>(headers);
    all.put("content-security-policy", NOTHING);
    all.put("cache-control", "no-store");
    return new Reply(200, new Streamed(type, out -> write(out, request, id, number, first)), all);
  }

  /** A mail has some forty pieces at most: each is on its way before the next one is read. */
  private Future<Void> write(
      Chunks out, ApiRequest request, UUID id, @Nullable Integer number, InboxPiece piece) {
    Future<Void> written = out.write(Base64.getDecoder().decode(piece.content()));
    Long next = piece.next();
    return next == null
        ? written
        : written
            .compose(v -> bus.request(Inbox.READ, request.call(), new ReadInbox(id, number, next)))
            .compose(more -> write(out, request, id, number, more));
  }

  /** RFC 6266: for old clients without what could end the quotes, for all others in UTF-8. */
  static String saved(String name) {
    String plain = name.replaceAll("[^A-Za-z0-9 ._-]", "_");
    String coded = URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20");
    return "attachment; filename=\"" + plain + "\"; filename*=UTF-8''" + coded.replace("*", "%2A");
  }
}
