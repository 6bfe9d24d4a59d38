package dev.tradewitness.capture.stream;

import java.util.List;
import org.springframework.data.repository.Repository;

interface SigningKeyRepository extends Repository<SigningKey, String> {

  boolean existsById(String keyId);

  SigningKey save(SigningKey key);

  List<SigningKey> findAllByOrderByNotBeforeAscKeyIdAsc();
}
