package dev.carillon.notifier.domain.template;

import com.samskivert.mustache.Mustache;
import com.samskivert.mustache.Template;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * What a template can reach: members of maps, and the items of lists, so many of them in one
 * rendering. The library's own collector would call methods of whatever it finds. A name with dots
 * is always a way from member to member: a key that holds a dot is not reached, and hides nothing.
 */
final class DataOnly implements Mustache.Collector {
  private static final int MAX_ITEMS = 20_000;
  private static final Mustache.VariableFetcher MEMBER =
      (context, name) ->
          context instanceof Map<?, ?> map && name.indexOf('.') < 0 && map.containsKey(name)
              ? map.get(name)
              : Template.NO_FETCHER_FOUND;

  private int items;

  @Override
  public @Nullable Iterator<?> toIterator(Object value) {
    return value instanceof List<?> list ? counted(list.iterator()) : null;
  }

  private Iterator<?> counted(Iterator<?> all) {
    return new Iterator<Object>() {
      @Override
      public boolean hasNext() {
        return all.hasNext();
      }

      @Override
      public Object next() {
        if (++items > MAX_ITEMS) {
          throw new TooMuchException();
        }
        return all.next();
      }
    };
  }

  @Override
  public Mustache.VariableFetcher createFetcher(Object context, String name) {
    return MEMBER;
  }

  @Override
  public <K, V> Map<K, V> createFetcherCache() {
    return new ConcurrentHashMap<>();
  }
}
