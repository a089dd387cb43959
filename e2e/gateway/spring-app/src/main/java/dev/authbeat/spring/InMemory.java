package dev.authbeat.spring;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.springframework.data.repository.CrudRepository;

/** A repository in memory, in place of a database, which would only slow the tests down. */
abstract class InMemory<T> implements CrudRepository<T, String> {
    private final Map<String, T> rows = new ConcurrentHashMap<>();
    private final Function<T, String> keyOf;

    InMemory(Function<T, String> keyOf) {
        this.keyOf = keyOf;
    }

    Stream<T> stream() {
        return rows.values().stream();
    }

    @Override
    public Optional<T> findById(String key) {
        return Optional.ofNullable(rows.get(key));
    }

    @Override
    public <S extends T> S save(S row) {
        rows.put(keyOf.apply(row), row);
        return row;
    }

    @Override
    public <S extends T> Iterable<S> saveAll(Iterable<S> all) {
        all.forEach(this::save);
        return all;
    }

    @Override
    public boolean existsById(String key) {
        return rows.containsKey(key);
    }

    @Override
    public Iterable<T> findAll() {
        return List.copyOf(rows.values());
    }

    @Override
    public Iterable<T> findAllById(Iterable<String> keys) {
        return StreamSupport.stream(keys.spliterator(), false).flatMap(key -> findById(key).stream()).toList();
    }

    @Override
    public long count() {
        return rows.size();
    }

    @Override
    public void deleteById(String key) {
        rows.remove(key);
    }

    @Override
    public void delete(T row) {
        deleteById(keyOf.apply(row));
    }

    @Override
    public void deleteAllById(Iterable<? extends String> keys) {
        keys.forEach(this::deleteById);
    }

    @Override
    public void deleteAll(Iterable<? extends T> all) {
        all.forEach(this::delete);
    }

    @Override
    public void deleteAll() {
        rows.clear();
    }
}
