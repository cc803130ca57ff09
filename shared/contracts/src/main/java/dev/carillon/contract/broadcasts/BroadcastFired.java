package dev.carillon.contract.broadcasts;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import dev.carillon.json.Doc;

/**
 * A broadcast fired. The members stand in the order in which PostgreSQL keeps those of a {@code
 * jsonb}, so that live clients get the text of the outbox; what is not known here is left out.
 *
 * @param name the broadcast's name
 * @param topic for whom it is
 * @param fireAt the tick, as PostgreSQL writes a time in JSON; a text, because clients get it digit
 *     for digit
 * @param payload what the broadcast says, as it was put
 */
@JsonPropertyOrder({"name", "topic", "fireAt", "payload"})
@JsonIgnoreProperties(ignoreUnknown = true)
public record BroadcastFired(String name, String topic, String fireAt, Doc payload) {}
