package dev.tradewitness.authorize.exposure;

import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.Arrays;
import java.util.Iterator;
import java.util.Map;
import java.util.Set;
import java.util.function.IntFunction;
import java.util.function.Predicate;
import java.util.function.ToIntFunction;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// A map over rows whose keys and values are made when they are read; values that are nothing are
/// left out. Cannot be changed.
final class RowMap<K, V> extends AbstractMap<K, V> {

  private final int[] rows;
  private final ToIntFunction<@Nullable Object> rowOf;
  private final IntFunction<K> key;
  private final IntFunction<V> value;
  private final Predicate<V> nothing;

  /// @param rowOf gives a key's row, or -1
  RowMap(
      int[] rows,
      ToIntFunction<@Nullable Object> rowOf,
      IntFunction<K> key,
      IntFunction<V> value,
      Predicate<V> nothing) {
    this.rows = rows;
    this.rowOf = rowOf;
    this.key = key;
    this.value = value;
    this.nothing = nothing;
  }

  @Override
  public @Nullable V get(@Nullable Object wanted) {
    int row = rowOf.applyAsInt(wanted);
    V found = row < 0 ? null : value.apply(row);
    return found == null || nothing.test(found) ? null : found;
  }

  @Override
  public boolean containsKey(@Nullable Object wanted) {
    return get(wanted) != null;
  }

  private IntStream filled() {
    return Arrays.stream(rows).filter(row -> !nothing.test(value.apply(row)));
  }

  @Override
  public Set<Map.Entry<K, V>> entrySet() {
    return new AbstractSet<>() {
      @Override
      public Iterator<Map.Entry<K, V>> iterator() {
        return filled().mapToObj(row -> Map.entry(key.apply(row), value.apply(row))).iterator();
      }

      @Override
      public int size() {
        return (int) filled().count();
      }
    };
  }
}
