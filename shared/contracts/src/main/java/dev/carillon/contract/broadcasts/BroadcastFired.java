package dev.carillon.contract.broadcasts;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import dev.carillon.json.Doc;
import dev.carillon.text.TimeText;

/**
 * A broadcast fired. The members stand in the order in which PostgreSQL keeps those of a {@code
 * jsonb}, so that live clients get the text of the outbox; what is not known here is left out.
 *
 * @param name the broadcast's name
 * @param topic for whom it is
 * @param fireAt the tick, in UTC with a {@code Z}, however PostgreSQL wrote it into the outbox
 * @param payload what the broadcast says, as it was put
 */
@JsonPropertyOrder({"name", "topic", "fireAt", "payload"})
@JsonIgnoreProperties(ignoreUnknown = true)
public record BroadcastFired(String name, String topic, String fireAt, Doc payload) {
  public BroadcastFired {
    fireAt = TimeText.parse(fireAt).toString();
  }
}
