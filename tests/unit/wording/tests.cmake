# The shipped rules, read by the configuration's loader: what they find in messages and sentences.
crier_test(wording_rules_tests
  SOURCES
    ${CMAKE_CURRENT_LIST_DIR}/corpus_test.cpp
    ${CMAKE_CURRENT_LIST_DIR}/sentences_test.cpp
  ROOMS config wording core base
  LIBS Boost::json)
target_compile_definitions(wording_rules_tests PRIVATE CRIER_SENTENCES="${CMAKE_CURRENT_LIST_DIR}")

# The engine alone, with small rules of its own.
crier_test(wording_tests
  SOURCES
    ${CMAKE_CURRENT_LIST_DIR}/coded_test.cpp
    ${CMAKE_CURRENT_LIST_DIR}/faults_test.cpp
    ${CMAKE_CURRENT_LIST_DIR}/fold_test.cpp
    ${CMAKE_CURRENT_LIST_DIR}/hostile_test.cpp
    ${CMAKE_CURRENT_LIST_DIR}/kinds_test.cpp
    ${CMAKE_CURRENT_LIST_DIR}/severity_test.cpp
  ROOMS wording core base)
