package dev.carillon.gateway.ws;

import dev.carillon.gateway.security.Caller;
import dev.carillon.gateway.security.EndUser;
import dev.carillon.request.Scope;

/**
 * Who may listen to a topic: whoever has a scope {@code live:subscribe} for it, and, where its
 * messages hold data that others must ask for, the scope to read that too. So a topic never shows
 * what the same key could not read over HTTP.
 */
final class TopicScopes {
  private static final String USERS = "users.";
  private static final String MAILS = "emails";

  private TopicScopes() {}

  static boolean maySubscribe(Caller caller, String topic) {
    EndUser user = caller.user();
    if (user != null) {
      return user.maySubscribe(topic) && !topic.startsWith(USERS) && !topic.startsWith(MAILS);
    }
    return caller.scopes().covers(Scope.subscribe(topic))
        && (!topic.startsWith(USERS) || caller.scopes().covers(Scope.USERS_READ))
        && (!topic.startsWith(MAILS) || caller.scopes().covers(Scope.MAIL_READ));
  }

  static boolean mayPublish(Caller caller, String topic) {
    EndUser user = caller.user();
    return user == null ? caller.scopes().covers(Scope.publish(topic)) : user.mayPublish(topic);
  }
}
