package dev.carillon.contract.live;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where messages stand in their topic.
 *
 * @param epoch null on a topic that is not durable, whose messages each gateway counts by itself
 * @param seq the greatest number of them; null with {@code epoch}
 * @param seqs that of each, where there were several
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Published(@Nullable String epoch, @Nullable Long seq, @Nullable List<Long> seqs) {
  /** On a topic that is not durable. */
  public static final Published EPHEMERAL = new Published(null, null, null);

  public Published {
    seqs = seqs == null ? null : List.copyOf(seqs);
  }
}
