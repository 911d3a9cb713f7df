# The literals know their lengths: counting them at compile time is more than compilers are ready to do.
# Writes OUT, a source file that holds every file of FOLDER as a string: what HEADER declares as std::span<const ShippedFile> NAMESPACE::NAME().
file(GLOB_RECURSE paths RELATIVE ${FOLDER} ${FOLDER}/*)
list(SORT paths)
set(code "#include \"${HEADER}\"\n\nnamespace ${NAMESPACE} {\nnamespace {\n\nusing namespace std::string_view_literals;\n\nconstexpr ShippedFile kFiles[] = {\n")
foreach(path IN LISTS paths)
  file(READ ${FOLDER}/${path} text)
  string(APPEND code "{\"${path}\"sv, R\"crier(" "${text}" ")crier\"sv},\n")
endforeach()
string(APPEND code "};\n\n}  // namespace\n\nstd::span<const ShippedFile> ${NAME}() { return kFiles; }\n\n}  // namespace ${NAMESPACE}\n")
file(WRITE ${OUT} "${code}")
