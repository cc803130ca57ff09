package dev.carillon.gateway.presence;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What a client is told of a topic. */
@JsonInclude(JsonInclude.Include.NON_NULL)
record Frame(
    String type,
    String topic,
    int count,
    int anonymous,
    List<UUID> users,
    @Nullable Boolean complete) {}
