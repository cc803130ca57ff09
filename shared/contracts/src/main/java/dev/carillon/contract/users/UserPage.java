package dev.carillon.contract.users;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.carillon.json.write.JsonOut;
import dev.carillon.json.write.JsonOut.Field;
import dev.carillon.json.write.JsonWritable;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A page of users.
 *
 * @param next the cursor of the next page, null at the end
 * @param count how many users fit on all pages together, where it was asked for
 */
public record UserPage(
    List<User> items,
    @Nullable String next,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Long count)
    implements JsonWritable {
  private static final Field ITEMS = JsonOut.name("items");
  private static final Field NEXT = JsonOut.name("next");
  private static final Field COUNT = JsonOut.name("count");

  public UserPage {
    items = List.copyOf(items);
  }

  @Override
  public void writeTo(JsonOut out) {
    out.beginObject().field(ITEMS).array(items).field(NEXT).text(next);
    if (count != null) {
      out.field(COUNT).number(count);
    }
    out.endObject();
  }
}
