# The answers of RubyGems: "gem TAB a TAB b" gives "P Q C".
def parsed(text)
  Gem::Version.correct?(text) ? Gem::Version.new(text) : nil
end

STDIN.each_line do |line|
  _, a, b = line.chomp("\n").split("\t", -1)
  left, right = parsed(a), parsed(b)
  puts "#{left ? 1 : 0} #{right ? 1 : 0} #{left && right ? left <=> right : 0}"
end
