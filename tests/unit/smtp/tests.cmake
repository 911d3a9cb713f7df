crier_test(smtp_test
  SOURCES
    ${CMAKE_CURRENT_LIST_DIR}/reply_test.cpp
    ${CMAKE_CURRENT_LIST_DIR}/classify_test.cpp
    ${CMAKE_CURRENT_LIST_DIR}/wire_test.cpp
    ${CMAKE_CURRENT_LIST_DIR}/dialogue_test.cpp
    ${CMAKE_CURRENT_LIST_DIR}/dialogue_setup_test.cpp
    ${CMAKE_CURRENT_LIST_DIR}/dialogue_random_test.cpp
    ${CMAKE_CURRENT_LIST_DIR}/adapter_test.cpp
  ROOMS channels
  LIBS Boost::json)

crier_test(smtp_pool_test
  SOURCES
    ${CMAKE_CURRENT_LIST_DIR}/pool_test.cpp
    ${CMAKE_CURRENT_LIST_DIR}/relay_server.cpp
  ROOMS net
  LIBS Boost::headers OpenSSL::SSL OpenSSL::Crypto)

# Not a test: see the file for how to run it.
add_executable(smtp_pool_bench EXCLUDE_FROM_ALL ${CMAKE_SOURCE_DIR}/tests/bench/smtp_pool_bench.cpp)
target_link_libraries(smtp_pool_bench PRIVATE crier_net Threads::Threads)
