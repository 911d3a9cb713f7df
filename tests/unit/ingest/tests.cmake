crier_test(ingest_tests
  SOURCES ${CMAKE_CURRENT_LIST_DIR}/alert_board_test.cpp ${CMAKE_CURRENT_LIST_DIR}/alerts_test.cpp ${CMAKE_CURRENT_LIST_DIR}/captured_test.cpp ${CMAKE_CURRENT_LIST_DIR}/cloudevents_test.cpp ${CMAKE_CURRENT_LIST_DIR}/draft_markdown_test.cpp ${CMAKE_CURRENT_LIST_DIR}/event_json_test.cpp
    ${CMAKE_CURRENT_LIST_DIR}/event_json_writer_test.cpp ${CMAKE_CURRENT_LIST_DIR}/foreign_test.cpp ${CMAKE_CURRENT_LIST_DIR}/json_tree_test.cpp ${CMAKE_CURRENT_LIST_DIR}/monitors_test.cpp
    ${CMAKE_CURRENT_LIST_DIR}/mutation_test.cpp ${CMAKE_CURRENT_LIST_DIR}/template_test.cpp
  ROOMS ingest core base)
target_compile_definitions(ingest_tests PRIVATE CRIER_SOURCE="${CMAKE_SOURCE_DIR}")
