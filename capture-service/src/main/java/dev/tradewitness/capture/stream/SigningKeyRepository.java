package dev.tradewitness.capture.stream;

import java.util.List;
import java.util.Optional;
import org.springframework.data.repository.Repository;

interface SigningKeyRepository extends Repository<SigningKey, String> {

  Optional<SigningKey> findById(String keyId);

  SigningKey save(SigningKey key);

  List<SigningKey> findAllByOrderByNotBeforeAscKeyIdAsc();
}
